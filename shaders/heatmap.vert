// ImGui's quad: the attributes and the matrix are its own.
in vec2 Position;
in vec2 UV;
in vec4 Color;

uniform mat4 ProjMtx;

out vec2 matrix_position;  // (0, 0) = upper left corner of the matrix, (1, 1) = lower right

void main() {
  matrix_position = UV;
  gl_Position = ProjMtx * vec4(Position, 0.0, 1.0);
}

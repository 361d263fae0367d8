// One matrix, coloured by its numbers. Cells larger than a pixel are flat squares. Where several cells fall into
// one pixel, their mean or their maximum is coloured.
in vec2 matrix_position;

uniform sampler2D numbers;     // R32F, (columns, rows); R32F is not filterable everywhere, hence texelFetch
uniform sampler2D color_map;   // one row, colours from 0 to 1
uniform ivec2 size;            // (columns, rows)
uniform vec2 scale;            // minimum and maximum of the colour map
uniform bool is_maximum;       // of the cells in a pixel; otherwise their mean
uniform vec4 hatch;            // for cells that are no finite number …
uniform vec4 hatch_ground;
uniform float hatch_period;    // … device pixels

out vec4 color;

const int kMostSamples = 128;  // on a side; the page draws reduced copies long before (view/pyramid.h)

// isnan() and isinf() may be optimised away: the exponent's bits may not.
bool is_finite(float value) {
  return (floatBitsToUint(value) & 0x7f800000u) != 0x7f800000u;
}

vec4 color_of(float value) {
  float range = scale.y - scale.x;
  float t = range > 0.0 ? clamp((value - scale.x) / range, 0.0, 1.0) : 0.0;
  float count = float(textureSize(color_map, 0).x - 1);
  int below = min(int(t * count), int(count) - 1);
  return mix(texelFetch(color_map, ivec2(below, 0), 0), texelFetch(color_map, ivec2(below + 1, 0), 0), t * count - float(below));
}

void main() {
  vec2 cell = matrix_position * vec2(size);
  vec2 footprint = max(abs(dFdx(cell)) + abs(dFdy(cell)), vec2(1e-6));  // cells per pixel
  ivec2 samples = clamp(ivec2(ceil(footprint - 0.01)), ivec2(1), ivec2(kMostSamples));
  float sum = 0.0;
  float largest = -3.4e38;
  int finite_count = 0;
  int count = 0;
  for (int y = 0; y < samples.y; ++y) {
    for (int x = 0; x < samples.x; ++x) {
      // 0 for one sample: a cell larger than the pixel is sampled at the pixel's middle, and its edge stays sharp.
      vec2 offset = (vec2(x, y) + 0.5) / vec2(samples) - 0.5;
      vec2 at = cell + offset * footprint;
      float value = texelFetch(numbers, clamp(ivec2(floor(at)), ivec2(0), size - 1), 0).r;
      ++count;
      if (is_finite(value)) {
        sum += value;
        largest = max(largest, value);
        ++finite_count;
      }
    }
  }
  color = finite_count > 0 ? color_of(is_maximum ? largest : sum / float(finite_count)) : hatch_ground;
  if (finite_count < count) {
    float stripe = mod(gl_FragCoord.x + gl_FragCoord.y, hatch_period) / hatch_period;
    vec4 hatched = stripe < 0.4 ? hatch : hatch_ground;
    color = mix(color, hatched, float(count - finite_count) / float(count));
  }
  color.a = 1.0;
}

# Third-party code, as targets lab::eigen, lab::imgui, lab::doctest, lab::json, lab::fast_float, lab::stb, lab::zlib
# and, natively, lab::glfw. All of it comes from the pinned archives of src/versions.txt through FetchContent; what is
# at hand already is used instead:
#   -DFETCHCONTENT_SOURCE_DIR_<NAME>=…  an unpacked source, as web/toolchain/provide.sh gives them on Debian
#   -DATTENTION_LAB_ARCHIVES=…          a folder that holds archives under the names NAME-VERSION.tar.gz
cmake_policy(SET CMP0135 NEW)  # unpacked files are as old as their unpacking
set(ATTENTION_LAB_ARCHIVES "" CACHE PATH "A folder with the archives of src/versions.txt, looked at before the network")
if(PROJECT_IS_TOP_LEVEL)
  set(FETCHCONTENT_BASE_DIR ${PROJECT_SOURCE_DIR}/build/third_party CACHE PATH "Fetched once for all presets")
endif()
include(FetchContent)

# lab_fetch(NAME [OPTION...]): NAME's source in the caller's ${NAME}_SOURCE_DIR. Its own CMakeLists.txt is not run.
function(lab_fetch name)
  lab_source(${name} address hash)
  FetchContent_Declare(${name} URL ${address} URL_HASH SHA256=${hash} SOURCE_SUBDIR none ${ARGN})
  FetchContent_MakeAvailable(${name})
  set(${name}_SOURCE_DIR ${${name}_SOURCE_DIR} PARENT_SCOPE)
endfunction()

# lab_header_library(NAME FOLDER): lab::NAME, whose headers are in FOLDER of its source.
function(lab_header_library name folder)
  lab_fetch(${name})
  add_library(lab_${name} INTERFACE)
  add_library(lab::${name} ALIAS lab_${name})
  target_include_directories(lab_${name} SYSTEM INTERFACE ${${name}_SOURCE_DIR}/${folder})
endfunction()

# All that the core needs. In another project it is the Eigen ≥ 3.4 that is there already: of two versions in one
# program, the linker would mix the functions.
if(NOT PROJECT_IS_TOP_LEVEL)
  foreach(least 5 3.4)  # Eigen's packages answer to their own major version only
    if(NOT TARGET Eigen3::Eigen)
      find_package(Eigen3 ${least} CONFIG QUIET GLOBAL)
    endif()
  endforeach()
endif()
if(TARGET Eigen3::Eigen)
  add_library(lab_eigen INTERFACE)
  add_library(lab::eigen ALIAS lab_eigen)
  target_link_libraries(lab_eigen INTERFACE Eigen3::Eigen)
else()
  lab_header_library(eigen .)
endif()
target_compile_definitions(lab_eigen INTERFACE EIGEN_MPL2_ONLY EIGEN_DONT_PARALLELIZE)
if(NOT LAB_FORMATS)
  return()
endif()

lab_header_library(fast_float include)
lab_header_library(stb .)
if(ATTENTION_LAB_TESTS)
  lab_header_library(doctest .)
  lab_header_library(json include)
endif()

# zlib reads and writes the compressed arrays of .npz files.
lab_fetch(zlib)
set(parts adler32 crc32 deflate inffast inflate inftrees trees zutil)
list(TRANSFORM parts REPLACE "(.+)" "${zlib_SOURCE_DIR}/\\1.c")
add_library(lab_zlib STATIC ${parts})
add_library(lab::zlib ALIAS lab_zlib)
target_include_directories(lab_zlib SYSTEM PUBLIC ${zlib_SOURCE_DIR})
target_compile_options(lab_zlib PRIVATE -w)

if(ATTENTION_LAB_APP)
  lab_fetch(imgui)
  add_library(lab_imgui STATIC ${imgui_SOURCE_DIR}/imgui.cpp ${imgui_SOURCE_DIR}/imgui_draw.cpp
    ${imgui_SOURCE_DIR}/imgui_widgets.cpp ${imgui_SOURCE_DIR}/imgui_tables.cpp)
  add_library(lab::imgui ALIAS lab_imgui)
  target_include_directories(lab_imgui SYSTEM PUBLIC ${imgui_SOURCE_DIR})
  target_compile_definitions(lab_imgui PUBLIC
    IMGUI_DISABLE_OBSOLETE_FUNCTIONS IMGUI_DISABLE_DEMO_WINDOWS IMGUI_DISABLE_DEFAULT_SHELL_FUNCTIONS)
  if(EMSCRIPTEN)  # its metrics window alone would be a twentieth of what every reader downloads, its own font a fiftieth
    target_compile_definitions(lab_imgui PUBLIC IMGUI_DISABLE_DEBUG_TOOLS IMGUI_DISABLE_DEFAULT_FONT IMGUI_DISABLE_FILE_FUNCTIONS)
  endif()
  if(ATTENTION_LAB_SANITIZE)  # addresses alone: the rest is not ours to check
    target_compile_options(lab_imgui PRIVATE -fno-sanitize=undefined)
  endif()
  set(LAB_IMGUI_SOURCE ${imgui_SOURCE_DIR})
endif()

# A window belongs to the system it is opened on: an installed GLFW is taken first. (Emscripten brings its own.)
if(ATTENTION_LAB_APP AND NOT EMSCRIPTEN)
  lab_minimum(glfw least_glfw)
  find_package(glfw3 ${least_glfw} QUIET)
  if(NOT glfw3_FOUND)
    lab_fetch(glfw)
    foreach(part DOCS TESTS EXAMPLES WAYLAND)  # X11 needs fewer packages, and Wayland's desktops run it
      set(GLFW_BUILD_${part} OFF CACHE BOOL "")
    endforeach()
    set(GLFW_INSTALL OFF CACHE BOOL "")
    set(BUILD_SHARED_LIBS OFF)
    add_subdirectory(${glfw_SOURCE_DIR} ${PROJECT_BINARY_DIR}/glfw EXCLUDE_FROM_ALL)
  endif()
  add_library(lab_glfw INTERFACE)
  add_library(lab::glfw ALIAS lab_glfw)
  target_link_libraries(lab_glfw INTERFACE glfw)
endif()

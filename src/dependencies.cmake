# Third-party code, as targets lab::eigen, lab::imgui, lab::doctest, lab::json, lab::fast_float, lab::stb, lab::zlib.
# With ATTENTION_LAB_DEPS (what web/toolchain/provide.sh prepares) everything comes from there. Without it, headers
# are found on this machine, and Dear ImGui's source is fetched at its pinned release.
include(FetchContent)

function(lab_header_library name header)
  add_library(lab_${name} INTERFACE)
  add_library(lab::${name} ALIAS lab_${name})
  # One private folder per library: asking for Eigen must not bring ImGui or JSON onto the include path.
  set(private ${CMAKE_BINARY_DIR}/include/${name})
  if(ATTENTION_LAB_DEPS)
    file(MAKE_DIRECTORY ${private})
    string(REGEX REPLACE "/.*" "" folder ${header})
    file(CREATE_LINK ${ATTENTION_LAB_DEPS}/include/${folder} ${private}/${folder} SYMBOLIC)
    set(found ${private})
  else()
    find_path(LAB_${name}_INCLUDE ${header} PATH_SUFFIXES eigen3 REQUIRED)
    set(found ${LAB_${name}_INCLUDE})
  endif()
  target_include_directories(lab_${name} SYSTEM INTERFACE ${found})
endfunction()

lab_header_library(eigen Eigen/Core)
lab_header_library(doctest doctest/doctest.h)
lab_header_library(json nlohmann/json.hpp)
lab_header_library(fast_float fast_float/fast_float.h)
lab_header_library(stb stb/stb_image_write.h)

target_compile_definitions(lab_eigen INTERFACE EIGEN_MPL2_ONLY EIGEN_DONT_PARALLELIZE)

# zlib reads and writes the compressed arrays of .npz files. Compiled here, so that both builds have the same one.
if(ATTENTION_LAB_DEPS)
  set(parts adler32 crc32 deflate inffast inflate inftrees trees zutil)
  list(TRANSFORM parts REPLACE "(.+)" "${ATTENTION_LAB_DEPS}/zlib/\\1.c")
  add_library(lab_zlib STATIC ${parts})
  target_include_directories(lab_zlib SYSTEM PUBLIC ${ATTENTION_LAB_DEPS}/zlib)
elseif(EMSCRIPTEN)
  add_library(lab_zlib INTERFACE)
  target_compile_options(lab_zlib INTERFACE -sUSE_ZLIB=1)
  target_link_options(lab_zlib INTERFACE -sUSE_ZLIB=1)
else()
  find_package(ZLIB REQUIRED)
  add_library(lab_zlib INTERFACE)
  target_link_libraries(lab_zlib INTERFACE ZLIB::ZLIB)
endif()
add_library(lab::zlib ALIAS lab_zlib)

if(ATTENTION_LAB_APP)
  if(ATTENTION_LAB_DEPS)
    set(FETCHCONTENT_SOURCE_DIR_IMGUI ${ATTENTION_LAB_DEPS}/imgui)
  endif()
  FetchContent_Declare(imgui GIT_REPOSITORY https://github.com/ocornut/imgui GIT_TAG v1.92.2b GIT_SHALLOW ON)
  FetchContent_GetProperties(imgui)
  if(NOT imgui_POPULATED)
    FetchContent_Populate(imgui)
  endif()
  add_library(lab_imgui STATIC ${imgui_SOURCE_DIR}/imgui.cpp ${imgui_SOURCE_DIR}/imgui_draw.cpp
    ${imgui_SOURCE_DIR}/imgui_widgets.cpp ${imgui_SOURCE_DIR}/imgui_tables.cpp)
  add_library(lab::imgui ALIAS lab_imgui)
  target_include_directories(lab_imgui SYSTEM PUBLIC ${imgui_SOURCE_DIR})
  target_compile_definitions(lab_imgui PUBLIC
    IMGUI_DISABLE_OBSOLETE_FUNCTIONS IMGUI_DISABLE_DEMO_WINDOWS IMGUI_DISABLE_DEFAULT_SHELL_FUNCTIONS)
  if(EMSCRIPTEN)  # its metrics window alone would be a twentieth of what every reader downloads
    target_compile_definitions(lab_imgui PUBLIC IMGUI_DISABLE_DEBUG_TOOLS)
  endif()
  set(LAB_IMGUI_SOURCE ${imgui_SOURCE_DIR})
endif()

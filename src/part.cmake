# lab_part_include(NAME VARIABLE): a folder that holds one link, NAME, to src/NAME. On the include path it lets others
# write "NAME/header.h", and only those that depend on the part have it there: a forbidden include does not compile.
function(lab_part_include name variable)
  set(include ${PROJECT_BINARY_DIR}/include/part_${name})
  file(MAKE_DIRECTORY ${include})
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/src/${name} ${include}/${name} SYMBOLIC)
  set(${variable} ${include} PARENT_SCOPE)
endfunction()

# lab_precompile(TARGET [HEADER...]): what most of its files include is compiled once, which is a third of the work of a
# build from nothing. Not in the native build, where a missing #include is to be found; nor with a compiler cache, which
# saves more and cannot look into what is precompiled.
function(lab_precompile target)
  if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_CXX_COMPILER_LAUNCHER AND (ATTENTION_LAB_SANITIZE OR EMSCRIPTEN))
    target_precompile_headers(${target} PRIVATE <algorithm> <cmath> <cstdint> <functional> <limits> <memory> <optional>
      <span> <string> <string_view> <utility> <vector> ${ARGN})
  endif()
endfunction()

# lab_in_groups(TARGET): with the sanitizers, several of its files are compiled as one, and what they include only once,
# which saves a third of the work. Neighbours are in different groups: the files of a folder share a namespace, and may
# have names of their own in it that are the same. (Not with a compiler cache, which would find less unchanged. Nor in
# the other builds, which see to it that every file includes what it needs.)
function(lab_in_groups target)
  if(NOT PROJECT_IS_TOP_LEVEL OR NOT ATTENTION_LAB_SANITIZE OR CMAKE_CXX_COMPILER_LAUNCHER)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  list(LENGTH sources count)
  math(EXPR groups "(${count} + 7) / 8")
  set(place 0)
  foreach(source IN LISTS sources)
    file(STRINGS ${source} takes_all REGEX "^using namespace .*::" LIMIT_COUNT 1)
    if(NOT takes_all)  # else its names would be in the way of the others': it stays alone
      math(EXPR group "${place} % ${groups}")
      set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${group})
      math(EXPR place "${place} + 1")
    endif()
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()

# lab_part(NAME DEPENDENCIES...): the folder src/NAME, with what lies in it, as the library lab_NAME.
function(lab_part name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  lab_part_include(${name} include)
  lab_part_include(index.h index)  # "index.h", for all
  add_library(lab_${name} STATIC ${sources})
  target_include_directories(lab_${name} PUBLIC ${include} ${index})
  target_link_libraries(lab_${name} PUBLIC ${ARGN} PRIVATE lab_options)
  lab_in_groups(lab_${name})
  if(ATTENTION_LAB_SANITIZE AND name STREQUAL "formats")
    target_compile_options(lab_${name} PRIVATE -fsanitize=alignment)
  endif()
endfunction()

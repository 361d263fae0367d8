# lab_part(NAME DEPENDENCIES...): the folder src/NAME as the library lab_NAME.
# Others include its headers as "NAME/header.h", and only those that depend on it can: the include path is a
# folder of its own that holds one link. A forbidden include does not compile.
function(lab_part name)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  set(include ${PROJECT_BINARY_DIR}/include/part_${name})
  file(MAKE_DIRECTORY ${include})
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/src/${name} ${include}/${name} SYMBOLIC)
  add_library(lab_${name} STATIC ${sources})
  target_include_directories(lab_${name} PUBLIC ${include})
  target_link_libraries(lab_${name} PUBLIC ${ARGN} PRIVATE lab_options)
endfunction()

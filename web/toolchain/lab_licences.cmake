# lab_licences(OUTPUT PART...): the file OUTPUT with the notices of these parts, in the versions that are built with. See
# licences.py, which has the parts' names.
function(lab_licences output)
  set(python ${LAB_PYTHON})  # the font's notice needs fonttools
  if(NOT python)
    find_program(LAB_ANY_PYTHON python3 REQUIRED NO_CMAKE_FIND_ROOT_PATH)
    set(python ${LAB_ANY_PYTHON})
  endif()
  set(parts)
  foreach(part IN LISTS ARGN)
    set(place)
    if(part STREQUAL "own")
      set(place ${PROJECT_SOURCE_DIR}/LICENSE)
    elseif(part MATCHES "^(emscripten|musl|llvm)$")
      set(place ${EMSCRIPTEN_ROOT_PATH})
    elseif(part STREQUAL "noto")
      set(place ${ATTENTION_LAB_FONT_SOURCE})
    elseif(part STREQUAL "glfw" AND glfw3_FOUND)
      get_target_property(place glfw INTERFACE_INCLUDE_DIRECTORIES)
      if(NOT place)
        set(place /usr/include)
      endif()
    elseif(NOT part MATCHES "^(color_brewer|matplotlib)$")
      FetchContent_GetProperties(${part} SOURCE_DIR place)
    endif()
    list(APPEND parts ${part}=${place})
  endforeach()
  add_custom_command(OUTPUT ${output}
    COMMAND ${python} ${PROJECT_SOURCE_DIR}/web/toolchain/licences.py ${output} ${parts}
    DEPENDS ${PROJECT_SOURCE_DIR}/web/toolchain/licences.py ${PROJECT_SOURCE_DIR}/web/toolchain/OFL-1.1.txt
      ${PROJECT_SOURCE_DIR}/LICENSE ${LAB_VERSIONS}
    COMMENT "Licences" VERBATIM)
endfunction()

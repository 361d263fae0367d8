# The target lab_font makes LAB_FONT_FILE: Noto Sans SC with exactly the characters that the source can show;
# lab_larger_font makes LAB_LARGER_FONT_FILE, which takes five times as long.
# Whoever uses the file adds a dependency: add_dependencies(… lab_font), or DEPENDS ${LAB_FONT_FILE} in this folder.
find_file(ATTENTION_LAB_FONT_SOURCE NAMES NotoSansCJK-Regular.ttc NotoSansCJKsc-Regular.otf
  PATHS /usr/share/fonts/opentype/noto /usr/share/fonts/noto-cjk /usr/share/fonts/google-noto-sans-cjk-fonts
    /usr/share/fonts /usr/local/share/fonts $ENV{HOME}/Library/Fonts /Library/Fonts
  NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH DOC "Noto Sans CJK SC, alone or in the collection of all its regions")
if(NOT ATTENTION_LAB_FONT_SOURCE)
  lab_fetch(noto_sans_cjk_sc DOWNLOAD_NO_EXTRACT TRUE)
  file(GLOB font ${noto_sans_cjk_sc_SOURCE_DIR}/*.otf)
  set(ATTENTION_LAB_FONT_SOURCE ${font} CACHE FILEPATH "" FORCE)
endif()

# The first Python that has fonttools; a second one may stand before the system's on PATH.
set(LAB_PYTHON "" CACHE FILEPATH "A Python 3 with fonttools (empty: look for one)")
if(NOT LAB_PYTHON)
  foreach(candidate python3 /usr/bin/python3)
    execute_process(COMMAND ${candidate} -c "import fontTools.subset" RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
    if(NOT failed)
      set(LAB_PYTHON ${candidate} CACHE FILEPATH "" FORCE)
      break()
    endif()
  endforeach()
endif()
if(NOT LAB_PYTHON)
  message(FATAL_ERROR "No Python 3 with fonttools was found: install python3-fonttools (Debian, Ubuntu, Fedora), fonttools (Homebrew), or pip install fonttools.")
endif()

set(LAB_FONT_FOLDER ${PROJECT_BINARY_DIR}/font CACHE PATH "Where the fonts are made; all presets share one folder")
set(LAB_FONT_FILE ${LAB_FONT_FOLDER}/lab-font.otf)
file(GLOB_RECURSE lab_font_inputs CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*.cpp ${PROJECT_SOURCE_DIR}/src/*.h)
add_custom_command(OUTPUT ${LAB_FONT_FILE}
  COMMAND ${LAB_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/subset_font.py ${ATTENTION_LAB_FONT_SOURCE} ${LAB_FONT_FILE} ${PROJECT_SOURCE_DIR}/src
  DEPENDS ${CMAKE_CURRENT_LIST_DIR}/subset_font.py ${ATTENTION_LAB_FONT_SOURCE} ${lab_font_inputs}
  COMMENT "Font subset" VERBATIM)
# For what readers type and what their files name; the page fetches it only when it meets such a character.
set(LAB_LARGER_FONT_FILE ${LAB_FONT_FOLDER}/lab-font-larger.otf)
add_custom_command(OUTPUT ${LAB_LARGER_FONT_FILE}
  COMMAND ${LAB_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/subset_font.py ${ATTENTION_LAB_FONT_SOURCE} ${LAB_LARGER_FONT_FILE} ${PROJECT_SOURCE_DIR}/src --larger
  DEPENDS ${CMAKE_CURRENT_LIST_DIR}/subset_font.py ${ATTENTION_LAB_FONT_SOURCE} ${lab_font_inputs}
  COMMENT "Larger font" VERBATIM)
add_custom_target(lab_font DEPENDS ${LAB_FONT_FILE})
add_custom_target(lab_larger_font DEPENDS ${LAB_LARGER_FONT_FILE})

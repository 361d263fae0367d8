# The page: attention-lab.mjs and .wasm from this folder, and everything to deploy in LAB_DIST (build/web/dist).
set(LAB_DIST ${PROJECT_BINARY_DIR}/dist)
add_executable(lab_page ${CMAKE_CURRENT_LIST_DIR}/web_main.cpp ${CMAKE_CURRENT_LIST_DIR}/web_bridge.cpp ${CMAKE_CURRENT_LIST_DIR}/web_reader.cpp)
set_target_properties(lab_page PROPERTIES OUTPUT_NAME attention-lab SUFFIX .mjs)
target_link_libraries(lab_page PRIVATE lab_app lab_gl lab_options)
target_link_options(lab_page PRIVATE
  -sUSE_GLFW=3 -sMIN_WEBGL_VERSION=2 -sMAX_WEBGL_VERSION=2
  -sMODULARIZE -sEXPORT_ES6 -sENVIRONMENT=web,worker -sDYNAMIC_EXECUTION=0  # runs under script-src 'self' 'wasm-unsafe-eval'
  -sINVOKE_RUN=0 --no-entry -sFILESYSTEM=0 -sALLOW_MEMORY_GROWTH
  -Oz -sMALLOC=emmalloc  # what is linked is made small; the core's loops have been compiled with -O3
  -sSTACK_SIZE=1MB  # Eigen's products use the stack
  -sEXPORTED_FUNCTIONS=_malloc,_free -sGL_ENABLE_GET_PROC_ADDRESS=0 -sEXPORTED_RUNTIME_METHODS=HEAPU8
  -sINCOMING_MODULE_JS_API=canvas,instantiateWasm,onAbort,print,printErr
  --profiling-funcs -Wl,--emit-relocs  # names, and what refers to which constant: by these it is cut into parts; they are not in those
  -Wl,-O0            # a text lies beside its neighbours in the source, not sorted by its end among all: what moves to a part is a few long runs
  -sGLOBAL_BASE=294912)  # constants lie where few other numbers of the code do: no power of two until 524288

# What reads files, a program of its own: few readers bring one, so it is fetched when the first is opened.
add_executable(lab_reader ${CMAKE_CURRENT_LIST_DIR}/web_reader_main.cpp)
set_target_properties(lab_reader PROPERTIES OUTPUT_NAME attention-lab-reader SUFFIX .mjs)
target_link_libraries(lab_reader PRIVATE lab_formats lab_options)
target_link_options(lab_reader PRIVATE -sMODULARIZE -sEXPORT_ES6 -sENVIRONMENT=web,worker -sDYNAMIC_EXECUTION=0
  -sINVOKE_RUN=0 --no-entry -sFILESYSTEM=0 -sALLOW_MEMORY_GROWTH -Oz -sMALLOC=emmalloc -sSTACK_SIZE=1MB
  -sEXPORTED_FUNCTIONS=_malloc,_free -sEXPORTED_RUNTIME_METHODS=HEAPU8 -sINCOMING_MODULE_JS_API=instantiateWasm,print,printErr)

# The scenes' pictures as they are first seen, for paper and for whoever cannot run the lab; made under Node. It
# runs once, so that making it fast would take longer (the parts, too, leave that to the linker).
set(LAB_POSTERS ${PROJECT_BINARY_DIR}/posters)
add_executable(lab_posters ${CMAKE_CURRENT_LIST_DIR}/posters_main.cpp)
target_link_libraries(lab_posters PRIVATE lab_app lab::imgui lab_options)
target_link_options(lab_posters PRIVATE -O1 -Wl,--lto-O0 -sENVIRONMENT=node -sNODERAWFS -sEXIT_RUNTIME -sALLOW_MEMORY_GROWTH -sSTACK_SIZE=1MB)
find_program(LAB_NODE node REQUIRED NO_CMAKE_FIND_ROOT_PATH)
add_custom_command(OUTPUT ${LAB_POSTERS}/scenes.json
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${LAB_POSTERS} COMMAND ${CMAKE_COMMAND} -E make_directory ${LAB_POSTERS}
  COMMAND ${LAB_NODE} $<TARGET_FILE:lab_posters> ${LAB_FONT_FILE} ${LAB_POSTERS}
  DEPENDS lab_posters ${LAB_FONT_FILE} VERBATIM COMMENT "Posters")

# The page's program in parts, and how large its rooms are: LAB_PARTS/sizes.txt.
set(LAB_PARTS ${PROJECT_BINARY_DIR}/program)
find_program(LAB_EM_CONFIG em-config HINTS ${EMSCRIPTEN_ROOT_PATH} REQUIRED NO_CMAKE_FIND_ROOT_PATH)
execute_process(COMMAND ${LAB_EM_CONFIG} BINARYEN_ROOT OUTPUT_VARIABLE lab_binaryen OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
set(lab_split ${PROJECT_SOURCE_DIR}/web/toolchain/split_program.mjs)
add_custom_command(OUTPUT ${LAB_PARTS}/sizes.txt
  COMMAND ${LAB_NODE} ${lab_split} ${lab_binaryen}/bin $<TARGET_FILE_DIR:lab_page>/attention-lab.wasm ${LAB_POSTERS}/scenes.json ${LAB_PARTS}
  DEPENDS lab_page ${LAB_POSTERS}/scenes.json ${lab_split} ${PROJECT_SOURCE_DIR}/web/toolchain/wasm.mjs ${PROJECT_SOURCE_DIR}/web/toolchain/wasm_data.mjs VERBATIM COMMENT "The program in parts")

set(LAB_LICENCES ${PROJECT_BINARY_DIR}/licences/LICENSES.txt)
lab_licences(${LAB_LICENCES} own imgui eigen fast_float zlib stb emscripten musl llvm noto color_brewer matplotlib)

file(GLOB lab_page_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/web/*.html ${PROJECT_SOURCE_DIR}/web/*.css ${PROJECT_SOURCE_DIR}/web/*.mjs ${PROJECT_SOURCE_DIR}/web/*.svg
  ${PROJECT_SOURCE_DIR}/web/*.js ${PROJECT_SOURCE_DIR}/web/*.d.ts)
list(FILTER lab_page_files EXCLUDE REGEX "/(serve|watch|pack|single_file|join_modules|compress)\\.mjs$")
# What the element's npm package has besides the lab itself; pack.mjs puts them together.
set(LAB_ELEMENT_PACKAGE ${PROJECT_BINARY_DIR}/attention-lab-element)
configure_file(${PROJECT_SOURCE_DIR}/web/attention-lab-element/package.json.in
  ${LAB_ELEMENT_PACKAGE}/package.json @ONLY)
foreach(file web/attention-lab-element/README.md web/attention-lab-element/copy.mjs LICENSE)
  get_filename_component(name ${file} NAME)
  configure_file(${PROJECT_SOURCE_DIR}/${file} ${LAB_ELEMENT_PACKAGE}/${name} COPYONLY)
endforeach()

add_custom_target(lab_dist ALL
  COMMAND ${LAB_NODE} ${PROJECT_SOURCE_DIR}/web/pack.mjs ${LAB_DIST} ${LAB_POSTERS} ${LAB_ELEMENT_PACKAGE} ${LAB_PARTS}
    ${lab_page_files}
    $<TARGET_FILE:lab_page>
    $<TARGET_FILE:lab_reader> $<TARGET_FILE_DIR:lab_reader>/attention-lab-reader.wasm ${LAB_FONT_FILE} ${LAB_LARGER_FONT_FILE} ${LAB_LICENCES}
  DEPENDS ${LAB_LICENCES} ${LAB_FONT_FILE} ${LAB_LARGER_FONT_FILE} ${LAB_POSTERS}/scenes.json ${LAB_PARTS}/sizes.txt VERBATIM COMMENT "Everything to deploy: ${LAB_DIST}")
add_dependencies(lab_dist lab_page lab_reader lab_font lab_larger_font attention_core_module)

# cmake --build build/web --target release → attention-lab-VERSION.tar.gz, the same for the same commit.
find_program(LAB_NPM npm NO_CMAKE_FIND_ROOT_PATH)
find_program(LAB_ANY_PYTHON python3 REQUIRED NO_CMAKE_FIND_ROOT_PATH)
add_custom_target(release
  COMMAND ${LAB_ANY_PYTHON} ${PROJECT_SOURCE_DIR}/web/toolchain/release.py ${PROJECT_BINARY_DIR}
    ${LAB_DIST} ${PROJECT_SOURCE_DIR} "${LAB_NPM}" VERBATIM COMMENT "Release")
add_dependencies(api lab_dist)  # which removes what is not its own
add_dependencies(release lab_dist api)

install(DIRECTORY ${LAB_DIST}/ DESTINATION dist)  # cmake --install build/web --prefix FOLDER → FOLDER/dist

# Every reader downloads what draws, and it runs for a few frames: small before fast (optimised as a whole, it is 3 %
# smaller). The core keeps -O3.
foreach(part lab_text lab_imgui lab_view lab_scenes lab_app lab_formats lab_gl lab_zlib lab_page lab_reader)
  target_compile_options(${part} PRIVATE -Oz -fno-rtti -flto)
endforeach()
# … but for the few loops that go through every number of a large file.
set_source_files_properties(${PROJECT_SOURCE_DIR}/src/formats/elements.cpp ${PROJECT_SOURCE_DIR}/src/formats/summary.cpp TARGET_DIRECTORY lab_formats PROPERTIES COMPILE_OPTIONS -O2 SKIP_PRECOMPILE_HEADERS ON)
set_source_files_properties(${PROJECT_SOURCE_DIR}/src/view/pyramid.cpp TARGET_DIRECTORY lab_view PROPERTIES COMPILE_OPTIONS -O2 SKIP_PRECOMPILE_HEADERS ON)

# Per-file options of the core; also included by the folder that compiles these files for the JavaScript module. With
# options of its own, a file cannot take what was precompiled without them.
# The random numbers must not depend on whether a compiler fuses multiplications with additions.
set_source_files_properties(${PROJECT_SOURCE_DIR}/src/core/random.cpp PROPERTIES COMPILE_OPTIONS -ffp-contract=off SKIP_PRECOMPILE_HEADERS ON)
# The kernels are compiled once per instruction set; which one runs is decided at run time.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64" AND NOT EMSCRIPTEN)
  set_source_files_properties(${PROJECT_SOURCE_DIR}/src/core/kernels_avx2.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON COMPILE_OPTIONS "-mavx2;-mfma")
  set_source_files_properties(${PROJECT_SOURCE_DIR}/src/core/kernels_avx512.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON COMPILE_OPTIONS "-mavx512f;-mavx2;-mfma;-Wno-uninitialized;$<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>")
endif()
# What checks and says, and is not waited for, is made small where it is downloaded.
if(EMSCRIPTEN)
  foreach(file problem optimizer multi_head_gradients)
    set_source_files_properties(${PROJECT_SOURCE_DIR}/src/core/${file}.cpp PROPERTIES COMPILE_OPTIONS -Os SKIP_PRECOMPILE_HEADERS ON)
  endforeach()
endif()

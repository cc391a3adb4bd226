# llama.cpp as imported targets:
#   ponder::llama         llama.h and ggml.h, their archives and what those need
#   ponder::llama_common  the headers of its `common` library and of what it vendors (nlohmann/json, cpp-httplib)
#
# scripts/build_llama.sh fetches and builds it in the cache, once for each set of flags. Sets PONDER_LLAMA_SOURCE_DIR,
# PONDER_LLAMA_BUILD_DIR and PONDER_LLAMA_ARCHIVES (in link order), and adds the target `llama_tools`, which
# builds llama.cpp's own programs into PONDER_LLAMA_BUILD_DIR/bin.

set(PONDER_LLAMA_CPP_SOURCE "" CACHE STRING
  "Sources of llama.cpp to use instead of the pinned ones, or 'installed' for the package that find_package(llama) finds")
option(PONDER_NATIVE "Build llama.cpp for this machine's CPU" ON)
option(PONDER_CUDA "llama.cpp with CUDA" OFF)
option(PONDER_VULKAN "llama.cpp with Vulkan" OFF)
option(PONDER_METAL "llama.cpp with Metal" OFF)
option(PONDER_BLAS "llama.cpp with BLAS" OFF)
option(PONDER_RPC "llama.cpp with its RPC backend" OFF)

# What the archives need of the system, as names that find_package gives. Also used by ponder-config.cmake.
set(PONDER_LLAMA_PACKAGES Threads)
set(PONDER_LLAMA_SYSTEM Threads::Threads ${CMAKE_DL_LIBS} m)
find_package(Threads REQUIRED)

# Imported, so that an installed ponder refers to them by name and ponder-config.cmake makes them anew.
add_library(ponder::llama INTERFACE IMPORTED GLOBAL)
add_library(ponder::llama_common INTERFACE IMPORTED GLOBAL)

if(PONDER_LLAMA_CPP_SOURCE STREQUAL "installed")
  find_package(llama REQUIRED)
  find_library(PONDER_LLAMA_COMMON_LIBRARY NAMES llama-common)
  find_path(PONDER_LLAMA_COMMON_INCLUDE NAMES chat.h PATH_SUFFIXES llama-common llama/common
    DOC "Folder of the headers of llama.cpp's common library")
  if(NOT PONDER_LLAMA_COMMON_LIBRARY OR NOT PONDER_LLAMA_COMMON_INCLUDE)
    message(FATAL_ERROR "The installed llama package has no headers or library of llama.cpp's `common`: give "
      "-DPONDER_LLAMA_COMMON_INCLUDE=DIR and -DPONDER_LLAMA_COMMON_LIBRARY=FILE of the same version, or leave "
      "PONDER_LLAMA_CPP_SOURCE empty")
  endif()
  target_link_libraries(ponder::llama INTERFACE llama)
  target_include_directories(ponder::llama_common INTERFACE ${PONDER_LLAMA_COMMON_INCLUDE})
  target_link_libraries(ponder::llama_common INTERFACE ${PONDER_LLAMA_COMMON_LIBRARY} llama)
  set(PONDER_LLAMA_ARCHIVES "")
  return()
endif()

set(llama_flags -DGGML_NATIVE=${PONDER_NATIVE})
foreach(backend CUDA VULKAN METAL BLAS RPC)
  if(PONDER_${backend})
    list(APPEND llama_flags -DGGML_${backend}=ON)
  elseif(backend STREQUAL "METAL" AND APPLE)
    list(APPEND llama_flags -DGGML_METAL=OFF)  # llama.cpp's default there is ON
  endif()
endforeach()
if(PONDER_CUDA AND CMAKE_CUDA_ARCHITECTURES)
  list(APPEND llama_flags "-DCMAKE_CUDA_ARCHITECTURES=${CMAKE_CUDA_ARCHITECTURES}")
endif()

set(llama_command ${CMAKE_COMMAND} -E env
  CC=${CMAKE_C_COMPILER} CXX=${CMAKE_CXX_COMPILER} PONDER_LLAMA_CPP_SOURCE=${PONDER_LLAMA_CPP_SOURCE}
  ${PROJECT_SOURCE_DIR}/scripts/build_llama.sh)
message(STATUS "llama.cpp: in the cache, or to be built there now (minutes)")
execute_process(COMMAND ${llama_command} libs ${llama_flags}
  OUTPUT_VARIABLE llama_answer OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE llama_result)
if(NOT llama_result EQUAL 0)
  message(FATAL_ERROR "llama.cpp could not be made ready; the line above says why")
endif()
string(REGEX MATCH "source=([^\n]*)" _ "${llama_answer}")
set(PONDER_LLAMA_SOURCE_DIR "${CMAKE_MATCH_1}")
string(REGEX MATCH "build=([^\n]*)" _ "${llama_answer}")
set(PONDER_LLAMA_BUILD_DIR "${CMAKE_MATCH_1}")
message(STATUS "llama.cpp: ${PONDER_LLAMA_BUILD_DIR}")

file(STRINGS ${PONDER_LLAMA_BUILD_DIR}/lib/order llama_names)
set(PONDER_LLAMA_ARCHIVES "")
set(llama_own "")
set(llama_common_own "")
foreach(name IN LISTS llama_names)
  set(archive ${PONDER_LLAMA_BUILD_DIR}/lib/lib${name}.a)
  list(APPEND PONDER_LLAMA_ARCHIVES ${archive})
  if(name MATCHES "^(llama-common.*|cpp-httplib)$")
    list(APPEND llama_common_own ${archive})
  else()
    list(APPEND llama_own ${archive})
  endif()
endforeach()

find_package(OpenMP COMPONENTS CXX)
if(OpenMP_CXX_FOUND)
  list(APPEND PONDER_LLAMA_PACKAGES OpenMP)
  list(PREPEND PONDER_LLAMA_SYSTEM OpenMP::OpenMP_CXX)
endif()
if(PONDER_CUDA)
  find_package(CUDAToolkit REQUIRED)
  list(APPEND PONDER_LLAMA_PACKAGES CUDAToolkit)
  list(PREPEND PONDER_LLAMA_SYSTEM CUDA::cudart CUDA::cublas CUDA::cuda_driver)
endif()
if(PONDER_VULKAN)
  find_package(Vulkan REQUIRED)
  list(APPEND PONDER_LLAMA_PACKAGES Vulkan)
  list(PREPEND PONDER_LLAMA_SYSTEM Vulkan::Vulkan)
endif()
if(PONDER_BLAS AND NOT APPLE)
  find_package(BLAS REQUIRED)
  list(APPEND PONDER_LLAMA_PACKAGES BLAS)
  list(PREPEND PONDER_LLAMA_SYSTEM BLAS::BLAS)
endif()
if(APPLE)
  list(APPEND PONDER_LLAMA_SYSTEM "-framework Accelerate" "-framework Foundation")
  if(PONDER_METAL)
    list(APPEND PONDER_LLAMA_SYSTEM "-framework Metal" "-framework MetalKit")
  endif()
endif()

target_include_directories(ponder::llama INTERFACE
  ${PONDER_LLAMA_SOURCE_DIR}/include ${PONDER_LLAMA_SOURCE_DIR}/ggml/include)
target_link_libraries(ponder::llama INTERFACE ${llama_own} ${PONDER_LLAMA_SYSTEM})
target_include_directories(ponder::llama_common INTERFACE
  ${PONDER_LLAMA_SOURCE_DIR}/common ${PONDER_LLAMA_SOURCE_DIR}/vendor ${PONDER_LLAMA_SOURCE_DIR}/include
  ${PONDER_LLAMA_SOURCE_DIR}/ggml/include)
target_compile_definitions(ponder::llama_common INTERFACE LLAMA_SUBPROCESS)
# Archives in front of those they need.
target_link_libraries(ponder::llama_common INTERFACE ${llama_common_own} ${llama_own} ${PONDER_LLAMA_SYSTEM})

add_custom_target(llama_tools COMMAND ${llama_command} tools ${llama_flags}
  COMMENT "llama.cpp's own programs, for comparison" USES_TERMINAL VERBATIM)
add_custom_target(test_model COMMAND ${CMAKE_COMMAND} -E env CC=${CMAKE_C_COMPILER} CXX=${CMAKE_CXX_COMPILER}
  PONDER_LLAMA_CPP_SOURCE=${PONDER_LLAMA_CPP_SOURCE} ${PROJECT_SOURCE_DIR}/scripts/test_model.sh ${llama_flags}
  COMMENT "The model that tests use" USES_TERMINAL VERBATIM)

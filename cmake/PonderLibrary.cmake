# ponder_library(NAME SOURCES a.cc ... [TESTS a_test.cc ...] [LINK target ...] [LINK_PRIVATE target ...]
#                [TEST_LINK target ...] [SLOW] [PROGRAM])
#
# One call a folder of src/: makes the static library ponder_NAME and, when tests are built, the
# program NAME_test from the unit tests that sit beside the code. SLOW: the test gets the label `slow`.
# PROGRAM: a part of the program, with no public header: not in ponder::ponder and not installed.
function(ponder_library name)
  cmake_parse_arguments(ARG "SLOW;PROGRAM" "" "SOURCES;TESTS;LINK;LINK_PRIVATE;TEST_LINK" ${ARGN})
  add_library(ponder_${name} STATIC ${ARG_SOURCES})
  target_compile_features(ponder_${name} PUBLIC cxx_std_20)
  target_include_directories(ponder_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(ponder_${name} PUBLIC ${ARG_LINK}
    PRIVATE ${ARG_LINK_PRIVATE} $<BUILD_INTERFACE:ponder_warnings>)
  if(NOT ARG_PROGRAM)
    set_property(GLOBAL APPEND PROPERTY PONDER_LIBRARIES ponder_${name})
  endif()
  if(PONDER_TESTS AND ARG_TESTS)
    add_executable(${name}_test ${ARG_TESTS})
    target_link_libraries(${name}_test PRIVATE ponder_${name} ${ARG_TEST_LINK} ponder_warnings
      GTest::gtest GTest::gmock GTest::gtest_main)
    set(slow "")
    if(ARG_SLOW)
      set(slow SLOW)
    endif()
    ponder_test(${name} COMMAND ${name}_test ${slow})
  endif()
endfunction()

# ponder_package(NAME ...): find_package(NAME ... REQUIRED), remembered for users of the installed library.
macro(ponder_package name)
  find_package(${name} ${ARGN} REQUIRED)
  set_property(GLOBAL APPEND PROPERTY PONDER_PACKAGES ${name})
endmacro()

# Where tests find data sets and the small model; both may be absent, and tests that need them then skip themselves.
set(ponder_data "")
if(EXISTS ${PROJECT_SOURCE_DIR}/../shared/data)
  get_filename_component(ponder_data ${PROJECT_SOURCE_DIR}/../shared/data ABSOLUTE)
endif()
set(PONDER_TEST_DATA "${ponder_data}" CACHE PATH "Folder of data sets that tests may read")
find_package(Python3 COMPONENTS Interpreter REQUIRED)
execute_process(COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/scripts/fetch.py cache
  OUTPUT_VARIABLE ponder_cache OUTPUT_STRIP_TRAILING_WHITESPACE)
set(PONDER_TEST_MODEL "${ponder_cache}/models/smollm2-135m-Q8_0.gguf" CACHE FILEPATH "Small model that tests may use")

# ponder_test(NAME COMMAND target|Python3 arguments ... [SLOW] [TIMEOUT seconds] [ENVIRONMENT A=B ...])
# A test with the environment that all tests have. What it writes lies under build/tmp/NAME, where two clones or presets
# do not meet and `make clean` finds it. Compute threads sleep while they wait: beside other busy processes, spinning made
# a run of the small model ten times slower.
function(ponder_test name)
  cmake_parse_arguments(ARG "SLOW" "TIMEOUT" "COMMAND;ENVIRONMENT" ${ARGN})
  list(TRANSFORM ARG_COMMAND REPLACE "^Python3$" "${Python3_EXECUTABLE}")
  add_test(NAME ${name} COMMAND ${ARG_COMMAND})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  set(folder ${PROJECT_BINARY_DIR}/tmp/${name})
  file(MAKE_DIRECTORY ${folder})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} ENVIRONMENT
    "TMPDIR=${folder};TEST_TMPDIR=${folder}/;PONDER_TEST_DATA=${PONDER_TEST_DATA};PONDER_TEST_MODEL=${PONDER_TEST_MODEL};OMP_WAIT_POLICY=passive;${ARG_ENVIRONMENT}")
  if(ARG_SLOW)
    set_tests_properties(${name} PROPERTIES LABELS slow)
  endif()
endfunction()

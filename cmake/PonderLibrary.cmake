# ponder_library(NAME SOURCES a.cc ... [TESTS a_test.cc ...] [LINK target ...] [LINK_PRIVATE target ...])
#
# One call a folder of src/: makes the static library ponder_NAME and, when tests are built, the
# program NAME_test from the unit tests that sit beside the code.
function(ponder_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;TESTS;LINK;LINK_PRIVATE;TEST_LINK" ${ARGN})
  add_library(ponder_${name} STATIC ${ARG_SOURCES})
  target_compile_features(ponder_${name} PUBLIC cxx_std_20)
  target_include_directories(ponder_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(ponder_${name} PUBLIC ${ARG_LINK} PRIVATE ${ARG_LINK_PRIVATE} ponder_warnings)
  set_property(GLOBAL APPEND PROPERTY PONDER_LIBRARIES ponder_${name})
  if(PONDER_TESTS AND ARG_TESTS)
    add_executable(${name}_test ${ARG_TESTS})
    target_link_libraries(${name}_test PRIVATE ponder_${name} ${ARG_TEST_LINK} ponder_warnings
      GTest::gtest GTest::gmock GTest::gtest_main)
    add_test(NAME ${name} COMMAND ${name}_test)
  endif()
endfunction()

# make install: the program, the public headers, the static libraries, llama.cpp's archives and find_package(ponder).
include(CMakePackageConfigHelpers)

set(ponder_archive_dir ${CMAKE_INSTALL_LIBDIR}/ponder)
set(ponder_config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/ponder)

install(TARGETS ponder ${ponder_libraries} EXPORT ponderTargets
  ARCHIVE DESTINATION ${ponder_archive_dir} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY include/ponder DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
if(TARGET ponder_program)  # apps/ponder
  install(TARGETS ponder_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
if(PONDER_LLAMA_ARCHIVES)
  install(FILES ${PONDER_LLAMA_ARCHIVES} DESTINATION ${ponder_archive_dir})
  install(FILES ${PONDER_LLAMA_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME LICENSE.llama.cpp)
endif()
if(EXISTS ${PROJECT_SOURCE_DIR}/LICENSE)
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
endif()

set(PONDER_CONFIG_ARCHIVES "")
foreach(archive IN LISTS PONDER_LLAMA_ARCHIVES)
  get_filename_component(archive ${archive} NAME)
  list(APPEND PONDER_CONFIG_ARCHIVES ${archive})
endforeach()
get_property(PONDER_CONFIG_PACKAGES GLOBAL PROPERTY PONDER_PACKAGES)
list(APPEND PONDER_CONFIG_PACKAGES ${PONDER_LLAMA_PACKAGES})
if(PONDER_LLAMA_CPP_SOURCE STREQUAL "installed")
  list(APPEND PONDER_CONFIG_PACKAGES llama)
  list(APPEND PONDER_LLAMA_SYSTEM ${PONDER_LLAMA_COMMON_LIBRARY} llama)
endif()
list(REMOVE_DUPLICATES PONDER_CONFIG_PACKAGES)
set(PONDER_CONFIG_SYSTEM ${PONDER_LLAMA_SYSTEM})
set(PONDER_CONFIG_ARCHIVE_DIR ${ponder_archive_dir})
configure_package_config_file(cmake/ponder-config.cmake.in ${PROJECT_BINARY_DIR}/ponder-config.cmake
  INSTALL_DESTINATION ${ponder_config_dir} PATH_VARS PONDER_CONFIG_ARCHIVE_DIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/ponder-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/ponder-config.cmake ${PROJECT_BINARY_DIR}/ponder-config-version.cmake
  DESTINATION ${ponder_config_dir})
install(EXPORT ponderTargets NAMESPACE ponder:: DESTINATION ${ponder_config_dir})

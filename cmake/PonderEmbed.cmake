# ponder_embed(TARGET target NAME name FILES file ...)
#
# Compiles files into `target`. Makes embedded/NAME.h, which only `target` sees:
#
#   namespace ponder::embedded::NAME {
#   std::string_view Get(std::string_view file);  // the bytes of the file of this name; empty where there is none
#   const std::vector<std::string_view>& Names(); // file names in the order given
#   }
#
# A file is known by its path below the calling folder where it lies below it, else by its last part.
function(ponder_embed)
  cmake_parse_arguments(ARG "" "TARGET;NAME" "FILES" ${ARGN})
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  set(header ${folder}/embedded/${ARG_NAME}.h)
  file(MAKE_DIRECTORY ${folder}/embedded)
  string(CONCAT text "// Made by cmake/PonderEmbed.cmake.\n#pragma once\n\n#include <string_view>\n#include <vector>\n\n"
    "namespace ponder::embedded::${ARG_NAME} {\n\nstd::string_view Get(std::string_view file);\n"
    "const std::vector<std::string_view>& Names();\n\n}  // namespace ponder::embedded::${ARG_NAME}\n")
  file(CONFIGURE OUTPUT ${header} CONTENT "${text}" @ONLY)
  set(inputs "")
  set(names "")
  foreach(file IN LISTS ARG_FILES)
    get_filename_component(path ${file} ABSOLUTE)
    file(RELATIVE_PATH name ${CMAKE_CURRENT_SOURCE_DIR} ${path})
    if(name MATCHES "^\\.\\./")
      get_filename_component(name ${path} NAME)
    endif()
    list(APPEND inputs ${path})
    list(APPEND names ${name})
  endforeach()
  set(source ${folder}/${ARG_NAME}.cc)
  add_custom_command(OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} "-DNAME=${ARG_NAME}" "-DINPUTS=${inputs}" "-DNAMES=${names}" -DOUTPUT=${source}
      -P ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    DEPENDS ${inputs} ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    COMMENT "Embedding ${ARG_NAME}" VERBATIM)
  target_sources(${ARG_TARGET} PRIVATE ${source})
  target_include_directories(${ARG_TARGET} PRIVATE ${folder})
endfunction()

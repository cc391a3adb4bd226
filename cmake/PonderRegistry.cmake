# ponder_registry(TARGET target TYPE Info FUNCTION Function SUFFIX _kind HEADER file NAMES a b ...)
#
# Adds a source to `target` that defines `const std::vector<const Info*>& Function()`: the objects
# a_kind, b_kind, ... in this order. Each is defined in its own file as `extern const Info a_kind`.
function(ponder_registry)
  cmake_parse_arguments(ARG "" "TARGET;TYPE;FUNCTION;SUFFIX;HEADER" "NAMES" ${ARGN})
  set(declarations "")
  set(rows "")
  foreach(name IN LISTS ARG_NAMES)
    string(APPEND declarations "extern const ${ARG_TYPE} ${name}${ARG_SUFFIX};\n")
    string(APPEND rows "      &${name}${ARG_SUFFIX},\n")
  endforeach()
  set(source ${CMAKE_CURRENT_BINARY_DIR}/registry.cc)
  string(CONCAT text "// Made by cmake/PonderRegistry.cmake from the list in CMakeLists.txt.\n#include <vector>\n\n"
    "#include \"${ARG_HEADER}\"\n\nnamespace ponder {\n\n${declarations}\n"
    "const std::vector<const ${ARG_TYPE}*>& ${ARG_FUNCTION}() {\n"
    "  static const std::vector<const ${ARG_TYPE}*> all{\n${rows}  }@semicolon@\n  return all@semicolon@\n}\n\n}  // namespace ponder\n")
  string(REPLACE "@semicolon@" ";" text "${text}")
  file(CONFIGURE OUTPUT ${source} CONTENT "${text}" @ONLY)
  target_sources(${ARG_TARGET} PRIVATE ${source})
endfunction()

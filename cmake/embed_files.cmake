# cmake -DNAME=.. -DINPUTS=a;b -DNAMES=a;b -DOUTPUT=x.cc -P embed_files.cmake: the C++ source of ponder_embed.
set(arrays "")
set(rows "")
set(index 0)
foreach(input IN LISTS INPUTS)
  list(GET NAMES ${index} name)
  file(READ ${input} hex HEX)
  string(LENGTH "${hex}" size)
  math(EXPR size "${size} / 2")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)" "\\1\n"
    bytes "${bytes}")
  string(APPEND arrays "const unsigned char kBytes${index}[] = {${bytes}0};\n")
  string(APPEND rows "    {\"${name}\", {reinterpret_cast<const char*>(kBytes${index}), ${size}}},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUTPUT}.tmp "// Made by cmake/embed_files.cmake.
#include \"embedded/${NAME}.h\"

namespace ponder::embedded::${NAME} {
namespace {

${arrays}
struct Row {
  std::string_view name, bytes;
};
const Row kRows[] = {
${rows}};

}  // namespace

std::string_view Get(std::string_view file) {
  for (const Row& row : kRows) {
    if (row.name == file) return row.bytes;
  }
  return {};
}

const std::vector<std::string_view>& Names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> result;
    for (const Row& row : kRows) result.push_back(row.name);
    return result;
  }();
  return names;
}

}  // namespace ponder::embedded::${NAME}
")
file(RENAME ${OUTPUT}.tmp ${OUTPUT})

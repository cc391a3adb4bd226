#include "task/rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "ponder/error.h"

namespace ponder {
namespace {

class Rows : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(file_); }
  void Write(const std::string& bytes) { std::ofstream(file_, std::ios::binary) << bytes; }
  std::string MessageOf(const std::function<void()>& call) {
    try {
      call();
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing was thrown";
  }

  std::filesystem::path file_ = std::filesystem::path(testing::TempDir()) / "ponder_rows.jsonl";
};

TEST_F(Rows, OfEveryShape) {
  for (const char* bytes : {"{\"a\": 1}\n\n{\"a\": 2}\n", "[{\"a\": 1}, {\"a\": 2}]",
                            "{\"canary\": \"x\", \"examples\": [{\"a\": 1}, {\"a\": 2}]}",
                            "{\"one\": {\"a\": 1}, \"two\": {\"a\": \"2\"}}"}) {
    Write(bytes);
    const auto rows = ReadRows(file_);
    ASSERT_EQ(rows.size(), 2u) << bytes;
    EXPECT_EQ(rows[1].Integer("a"), 2) << bytes;
    EXPECT_NE(rows[0].name(), rows[1].name());
  }
  Write("{\"a\": \"only\"}");
  EXPECT_EQ(ReadRows(file_).at(0).Text("a"), "only");
}

TEST_F(Rows, OfCsv) {
  Write("\xEF\xBB\xBFname,size\r\n\"a, \"\"b\"\"\",3\r\n\nc,4");
  const auto rows = ReadCsv(file_);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].Text("name"), "a, \"b\"");
  EXPECT_EQ(rows[1].Integer("size"), 4);
  Write("name,size\na,1,2\n");
  EXPECT_THAT(MessageOf([&] { ReadCsv(file_); }),
              testing::HasSubstr("jsonl:2: 3 values for 2 columns"));
}

TEST_F(Rows, KnowTheirLines) {
  for (const char* bytes : {"[{\"a\":\n\n1},\n{\"b\": 2}]",
                            "{\"canary\": [1, [2]],\n\"examples\": [{\"a\": 1}\n,\n{}]}",
                            "{\"one\": {\"a\":\n{\"b\": 1}},\n\n\"two\":{}}"}) {
    Write(bytes);
    const auto rows = ReadRows(file_);
    ASSERT_EQ(rows.size(), 2u) << bytes;
    EXPECT_THAT(MessageOf([&] { rows[1].Text("c"); }), testing::HasSubstr(":4: no field")) << bytes;
  }
  Write("a,b\n1,\"two\nlines\"\n3,4\n");
  EXPECT_THAT(MessageOf([&] { ReadCsv(file_).at(1).Text("c"); }), testing::HasSubstr(":4: no"));
}

TEST_F(Rows, ErrorsNameThePlace) {
  Write("{\"a\": 1}\n{\"b\": [1]}\n");
  const auto rows = ReadRows(file_);
  EXPECT_THAT(MessageOf([&] { rows[1].Text("a"); }), testing::HasSubstr(":2: no field \"a\""));
  EXPECT_THAT(MessageOf([&] { rows[0].Text("a"); }),
              testing::HasSubstr(":1: field \"a\": a text that is not empty is wanted"));
  EXPECT_THAT(MessageOf([&] { rows[1].Texts("b"); }), testing::HasSubstr("a list of texts"));
  EXPECT_THAT(MessageOf([&] { rows[1].Integer("b"); }), testing::HasSubstr("an integer"));
  EXPECT_THAT(MessageOf([&] { rows[1].Bool("b"); }), testing::HasSubstr("true or false"));
  EXPECT_THAT(MessageOf([&] { rows[1].Inner("b"); }), testing::HasSubstr("an object"));
  for (const char* bytes : {"{\"a\": 1}\n{\"a\": \n", "{\"a\": 1}\n7\n"}) {
    Write(bytes);
    EXPECT_THAT(MessageOf([&] { ReadRows(file_); }), testing::HasSubstr(":2: not a JSON object"));
  }
  for (const char* bytes : {"[{\"a\": 1},\n 3]", "{\"examples\": [{\"a\": 1},\n \"b\"]}"}) {
    Write(bytes);
    EXPECT_THAT(MessageOf([&] { ReadRows(file_); }), testing::HasSubstr(":2: not a JSON object"));
  }
  Write("[{\"a\": 1},\n {\"a\" 2}]");
  EXPECT_THAT(MessageOf([&] { ReadRows(file_); }), testing::HasSubstr(":2: not JSON"));
  Write("{\"one\": {\"a\": 1},\n \"one\": {\"a\": 2}}");
  EXPECT_THAT(MessageOf([&] { ReadRows(file_); }), testing::HasSubstr(":2: \"one\" stands there"));
  for (const char* bytes : {"", "[]", "{}", "\n\n"}) {
    Write(bytes);
    EXPECT_THAT(MessageOf([&] { ReadRows(file_); }), testing::HasSubstr("holds no rows"));
  }
  EXPECT_THAT(MessageOf([] { ReadRows("no/such/file"); }), testing::HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace ponder

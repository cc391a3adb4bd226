// A small SQLite database: what Ponder learns and keeps between runs.
//
//   Database database(file, "PLAN", {"CREATE TABLE t(a TEXT, b REAL)"});
//   database.Run("INSERT INTO t VALUES(?, ?)", {"x", 0.5});
//   for (const Database::Row& row : database.Run("SELECT b FROM t WHERE a = ?", {"x"}))
//   use(row[0].Number());
//
// Several programs may have one file open: readers go on while one writes (write-ahead log), and a
// writer waits for another one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;

namespace ponder {

// Not thread-safe. Every function throws kUnavailable with file and reason where the file cannot be
// read or written.
class Database {
 public:
  // A value of a row, or one that goes into a statement. Nothing is NULL here.
  class Value {
   public:
    Value(std::string text) : text_(std::move(text)) {}            // NOLINT: a plain value
    Value(const char* text) : text_(text) {}                       // NOLINT
    Value(double number) : number_(number), is_number_(true) {}    // NOLINT
    Value(int64_t number) : Value(static_cast<double>(number)) {}  // NOLINT: exact up to 2^53
    Value(int number) : Value(static_cast<double>(number)) {}      // NOLINT

    bool is_number() const { return is_number_; }
    double Number() const { return number_; }  // 0 for a text
    int64_t Integer() const { return static_cast<int64_t>(number_); }
    const std::string& Text() const { return text_; }  // "" for a number

   private:
    std::string text_;
    double number_ = 0;
    bool is_number_ = false;
  };
  using Row = std::vector<Value>;

  enum class Mode { kRead, kWrite };

  // Opens the file; with kWrite it is made where there is none. `kind`: four letters that tell
  // Ponder's files apart. `schema[v]` are the statements that make version v + 1 of version v: a
  // file of an older version is brought up to date when it is opened to write. Throws
  // kInvalidRequest for a file of another kind, one that is no database, or a newer version; and
  // kNotFound where there is none to read.
  Database(std::filesystem::path file, std::string_view kind,
           const std::vector<std::string>& schema, Mode mode = Mode::kWrite);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  std::vector<Row> Run(const std::string& statement, const Row& values = {});
  // Several statements without values and rows.
  void Execute(const std::string& statements);
  // All of what `work` runs, or, when it throws, nothing.
  void Together(const std::function<void()>& work);

 private:
  void Open(Mode mode);
  void CheckKind(int64_t kind, const std::vector<std::string>& schema, Mode mode);
  int64_t CheckedVersion(int64_t kind, int64_t newest, Mode mode);
  void UseLog();
  void Transaction(const char* begin, const std::function<void()>& work);
  [[noreturn]] void Fail() const;
  [[noreturn]] void Refuse(const std::string& what) const;

  std::filesystem::path file_;
  sqlite3* handle_ = nullptr;
};

}  // namespace ponder

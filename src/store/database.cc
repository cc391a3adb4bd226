#include "store/database.h"

#include <sqlite3.h>

#include <chrono>
#include <thread>
#include <utility>

#include "ponder/error.h"

namespace ponder {
namespace {

constexpr std::chrono::milliseconds kWait(10'000);

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

void Bind(sqlite3_stmt* statement, int place, const Database::Value& value) {
  if (value.is_number()) {
    sqlite3_bind_double(statement, place, value.Number());
  } else {
    const std::string& text = value.Text();
    sqlite3_bind_text64(statement, place, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }
}

Database::Value ReadValue(sqlite3_stmt* statement, int column) {
  const int type = sqlite3_column_type(statement, column);
  if (type == SQLITE_INTEGER || type == SQLITE_FLOAT)
    return sqlite3_column_double(statement, column);
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  if (text == nullptr) return std::string();
  return std::string(text, static_cast<size_t>(sqlite3_column_bytes(statement, column)));
}

// Four letters as SQLite's application_id.
int64_t KindNumber(std::string_view kind) {
  int64_t number = 0;
  for (const char letter : kind.substr(0, 4)) number = number * 256 + letter;
  return number;
}

}  // namespace

Database::Database(std::filesystem::path file, std::string_view kind,
                   const std::vector<std::string>& schema, Mode mode)
    : file_(std::move(file)) {
  try {
    Open(mode);
    CheckKind(KindNumber(kind), schema, mode);
  } catch (...) {
    sqlite3_close(handle_);
    throw;
  }
}

Database::~Database() { sqlite3_close(handle_); }

void Database::Open(Mode mode) {
  std::error_code error;
  if (mode == Mode::kRead && !std::filesystem::is_regular_file(file_, error)) {
    throw Error(ErrorCode::kNotFound, file_.string() + ": there is no such file");
  }
  if (mode == Mode::kWrite && file_.has_parent_path()) {
    std::filesystem::create_directories(file_.parent_path(), error);
  }
  const int flags =
      mode == Mode::kRead ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  if (sqlite3_open_v2(file_.c_str(), &handle_, flags, nullptr) != SQLITE_OK) Fail();
  sqlite3_busy_timeout(handle_, static_cast<int>(kWait.count()));
}

int64_t Database::CheckedVersion(int64_t kind, int64_t newest, Mode mode) {
  const auto number = [this](const char* query) { return Run(query).at(0).at(0).Integer(); };
  const int64_t found = number("PRAGMA application_id");
  const int64_t version = number("PRAGMA user_version");
  const bool empty =
      found == 0 && version == 0 && Run("SELECT name FROM sqlite_master LIMIT 1").empty();
  if (found != kind && !(empty && mode == Mode::kWrite)) {
    Refuse("this is a database of something else");
  }
  if (version > newest) {
    Refuse("it has version " + std::to_string(version) + ", this program reads up to " +
           std::to_string(newest));
  }
  return version;
}

// Another program may make or renew the file meanwhile: what is read of its head is read in one
// transaction, and read again in the one that writes.
void Database::CheckKind(int64_t kind, const std::vector<std::string>& schema, Mode mode) {
  const auto newest = static_cast<int64_t>(schema.size());
  int64_t version = 0;
  Transaction("BEGIN", [&] { version = CheckedVersion(kind, newest, mode); });
  if (mode == Mode::kRead) {
    if (version == newest) return;
    Refuse("it is of an older version; what wrote it brings it up to date");
  }
  UseLog();
  if (version == newest) return;
  Together([&] {
    version = CheckedVersion(kind, newest, mode);
    for (; version < newest; ++version) Execute(schema[static_cast<size_t>(version)]);
    Execute("PRAGMA application_id=" + std::to_string(kind) +
            "; PRAGMA user_version=" + std::to_string(newest));
  });
}

// SQLite's own waiting does not cover the change to a write-ahead log.
void Database::UseLog() {
  const auto end = std::chrono::steady_clock::now() + kWait;
  const char* statement = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL";
  while (sqlite3_exec(handle_, statement, nullptr, nullptr, nullptr) == SQLITE_BUSY &&
         std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  if (sqlite3_errcode(handle_) != SQLITE_OK) Fail();
}

std::vector<Database::Row> Database::Run(const std::string& statement, const Row& values) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(handle_, statement.c_str(), -1, &raw, nullptr) != SQLITE_OK) Fail();
  const Statement prepared(raw);
  for (size_t i = 0; i < values.size(); ++i) Bind(raw, static_cast<int>(i) + 1, values[i]);
  std::vector<Row> rows;
  int state;
  while ((state = sqlite3_step(raw)) == SQLITE_ROW) {
    Row row;
    for (int i = 0; i < sqlite3_column_count(raw); ++i) row.push_back(ReadValue(raw, i));
    rows.push_back(std::move(row));
  }
  if (state != SQLITE_DONE) Fail();
  return rows;
}

void Database::Together(const std::function<void()>& work) { Transaction("BEGIN IMMEDIATE", work); }

void Database::Transaction(const char* begin, const std::function<void()>& work) {
  Execute(begin);
  try {
    work();
    Execute("COMMIT");
  } catch (...) {
    sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
}

void Database::Execute(const std::string& statements) {
  if (sqlite3_exec(handle_, statements.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) Fail();
}

void Database::Fail() const {
  const int code = sqlite3_errcode(handle_);
  const std::string reason = sqlite3_errmsg(handle_);
  const bool damaged = code == SQLITE_NOTADB || code == SQLITE_CORRUPT;
  if (damaged) Refuse("this is no database, or a damaged one (" + reason + ")");
  throw Error(ErrorCode::kUnavailable, file_.string() + ": " + reason);
}

void Database::Refuse(const std::string& what) const {
  throw Error(ErrorCode::kInvalidRequest, file_.string() + ": " + what);
}

}  // namespace ponder

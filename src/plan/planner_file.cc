#include "plan/planner_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <sstream>

#include "embedded/planner.h"
#include "models/models.h"
#include "ponder/error.h"
#include "store/database.h"

namespace ponder {
namespace {

constexpr std::string_view kKind = "PLAN";

const std::vector<std::string>& Schema() {
  static const std::vector<std::string> schema{
      "CREATE TABLE plan("
      "  id INTEGER PRIMARY KEY, fingerprint TEXT, scorer TEXT, kind TEXT, prompt TEXT,"
      "  model TEXT, about TEXT, look INTEGER, scored INTEGER, weights TEXT, cuts TEXT,"
      "  UNIQUE(fingerprint, scorer, kind, prompt));"
      "CREATE TABLE cell("
      "  plan INTEGER REFERENCES plan(id), binning TEXT, bin INTEGER, place INTEGER,"
      "  strategy TEXT, questions INTEGER, right REAL, tokens REAL);"
      "CREATE INDEX cell_plan ON cell(plan)"};
  return schema;
}

constexpr std::string_view kPlanColumns =
    "id, fingerprint, scorer, kind, prompt, model, about, look, scored, weights, cuts";
constexpr std::string_view kCellColumns =
    "plan, binning, bin, place, strategy, questions, right, tokens";

[[noreturn]] void Refuse(const std::string& what) {
  throw Error(ErrorCode::kInvalidRequest, what + "; ponder train planner makes a new one");
}

// Numbers with blanks between, as short as they can be without loss.
std::string Join(const std::vector<double>& numbers) {
  std::string text;
  for (const double number : numbers) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    text += (text.empty() ? "" : " ") + std::string(digits, end);
  }
  return text;
}

std::vector<double> Split(const std::string& text) {
  std::vector<double> numbers;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    double number = 0;
    const char* all = word.data() + word.size();
    const auto [end, error] = std::from_chars(word.data(), all, number);
    if (error != std::errc() || end != all || !std::isfinite(number)) {
      Refuse("\"" + word.substr(0, 40) + "\" is no number");
    }
    numbers.push_back(number);
  }
  return numbers;
}

Binning ParseBinning(const std::string& name) {
  for (const auto& [known, binning] : ChoiceNames<Binning>::kNames) {
    if (known == name) return binning;
  }
  Refuse("unknown bins \"" + name.substr(0, 40) + "\"");
}

void Check(const PlanCell& cell) {
  const std::string name = "strategy " + cell.strategy.substr(0, 80);
  const auto said = [](double number) { return Join({number}); };
  if (cell.questions < 1) Refuse(name + " was tried on no question");
  constexpr double kMost = 1 + 1e-9;  // tables of sums of shares have been written
  if (!(cell.right >= 0 && cell.right <= kMost)) {
    Refuse(name + " has a share of right answers " + said(cell.right));
  }
  if (!(cell.tokens >= 0) || !std::isfinite(cell.tokens)) {
    Refuse(name + " takes " + said(cell.tokens) + " tokens");
  }
}

void CheckCuts(const std::vector<double>& cuts) {
  if (!cuts.empty() && cuts.size() != size_t{kQuantiles} - 1) {
    Refuse("it has " + std::to_string(cuts.size()) + " cuts between fifths");
  }
  if (!std::ranges::is_sorted(cuts, std::greater<>())) Refuse("its cuts do not fall");
}

void ReadCells(Database& database, int64_t id, PlannerTable& table) {
  for (const Database::Row& row :
       database.Run("SELECT binning, bin, strategy, questions, right, tokens FROM cell"
                    " WHERE plan = ? ORDER BY place",
                    {id})) {
    const Binning binning = ParseBinning(row[0].Text());
    const auto bin = static_cast<int>(row[1].Integer());
    if (bin < 0 || bin >= BinCount(binning)) Refuse("there is no bin " + std::to_string(bin));
    if (!row[4].is_number() || !row[5].is_number()) {
      Refuse("strategy " + row[2].Text().substr(0, 80) + " has texts for numbers");
    }
    const PlanCell cell{row[2].Text(), row[3].Integer(), row[4].Number(), row[5].Number()};
    Check(cell);
    table.cells[{binning, bin}].push_back(cell);
  }
}

PlannerTable ReadTable(Database& database, const Database::Row& row) {
  PlannerTable table;
  table.key = {row[1].Text(), row[2].Text(), row[3].Text(), row[4].Text()};
  table.model = row[5].Text();
  table.about = row[6].Text();
  table.look = static_cast<int>(row[7].Integer());
  table.difficulty = {row[8].Number() != 0, Split(row[9].Text())};
  table.cuts = Split(row[10].Text());
  if (table.look < 1 || table.look > 256) Refuse("its look has " + std::to_string(table.look));
  if (table.difficulty.weights.size() != DifficultyModel::Size(table.difficulty.scored)) {
    Refuse("it has a wrong number of weights");
  }
  CheckCuts(table.cuts);
  ReadCells(database, row[0].Integer(), table);
  if (!table.cells.contains({Binning::kAll, 0})) Refuse("it has no cells for all questions");
  return table;
}

PlannerTable ReadTable(Database& database, const Database::Row& row, const std::string& file) {
  try {
    return ReadTable(database, row);
  } catch (const Error& what) {
    if (what.code() != ErrorCode::kInvalidRequest) throw;
    throw Error(what.code(), file + ": table of model " + row[5].Text() + ", scorer " +
                                 row[2].Text() + ", kind " + row[3].Text() + ": " + what.what());
  }
}

std::shared_ptr<const PlannerTable> Find(Database& database, const PlannerKey& key,
                                         const std::string& file) {
  const auto rows = database.Run(
      "SELECT " + std::string(kPlanColumns) +
          " FROM plan WHERE fingerprint = ? AND scorer = ? AND kind = ? AND prompt = ?",
      {key.fingerprint, key.scorer, key.kind, key.prompt});
  if (rows.empty()) return nullptr;
  return std::make_shared<const PlannerTable>(ReadTable(database, rows.front(), file));
}

// Those that come with the program, in memory.
std::unique_ptr<Database> Shipped() {
  auto database = std::make_unique<Database>(":memory:", kKind, Schema());
  database->Execute(std::string(embedded::planner::Get("planner.sql")));
  return database;
}

void Insert(Database& database, const PlannerTable& table) {
  const PlannerKey& key = table.key;
  for (const std::string statement :
       {"DELETE FROM cell WHERE plan IN (SELECT id FROM plan WHERE fingerprint = ? AND scorer = ?"
        " AND kind = ? AND prompt = ?)",
        "DELETE FROM plan WHERE fingerprint = ? AND scorer = ? AND kind = ? AND prompt = ?"}) {
    database.Run(statement, {key.fingerprint, key.scorer, key.kind, key.prompt});
  }
  database.Run(
      "INSERT INTO plan(fingerprint, scorer, kind, prompt, model, about, look, scored,"
      " weights, cuts) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {key.fingerprint, key.scorer, key.kind, key.prompt, table.model, table.about, table.look,
       table.difficulty.scored ? 1 : 0, Join(table.difficulty.weights), Join(table.cuts)});
  const int64_t id = database.Run("SELECT last_insert_rowid()").at(0).at(0).Integer();
  int place = 0;
  for (const auto& [bin, cells] : table.cells) {
    for (const PlanCell& cell : cells) {
      database.Run("INSERT INTO cell VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
                   {id, std::string(ChoiceName(bin.first)), bin.second, place++, cell.strategy,
                    cell.questions, cell.right, cell.tokens});
    }
  }
}

std::string Literal(const Database::Value& value) {
  if (value.is_number()) return Join({value.Number()});
  std::string text = "'";
  for (const char c : value.Text()) {
    text += c;
    if (c == '\'') text += c;
  }
  return text + "'";
}

std::string InsertStatements(Database& database, std::string_view name, std::string_view columns) {
  std::string text;
  for (const Database::Row& row : database.Run("SELECT " + std::string(columns) + " FROM " +
                                               std::string(name) + " ORDER BY rowid")) {
    text += "INSERT INTO " + std::string(name) + "(" + std::string(columns) + ") VALUES(";
    for (size_t i = 0; i < row.size(); ++i) text += (i > 0 ? ", " : "") + Literal(row[i]);
    text += ");\n";
  }
  return text;
}

}  // namespace

std::filesystem::path PlannerPath() { return CacheFolder() / "planner.db"; }

void KeepPlannerTable(const PlannerTable& table, const std::filesystem::path& file) {
  Database database(file, kKind, Schema());
  database.Together([&] { Insert(database, table); });
}

std::shared_ptr<const PlannerTable> FindPlannerTable(const PlannerKey& key,
                                                     const std::filesystem::path& file) {
  std::error_code error;
  const std::filesystem::path& kept = file.empty() ? PlannerPath() : file;
  if (!file.empty() || std::filesystem::exists(kept, error)) {
    Database database(kept, kKind, Schema(), Database::Mode::kRead);
    if (auto found = Find(database, key, kept.string())) return found;
  }
  if (!file.empty()) return nullptr;
  return Find(*Shipped(), key, "planner.sql");
}

std::vector<PlannerTable> ReadPlannerTables(const std::filesystem::path& file) {
  Database database(file, kKind, Schema(), Database::Mode::kRead);
  std::vector<PlannerTable> tables;
  for (const Database::Row& row :
       database.Run("SELECT " + std::string(kPlanColumns) + " FROM plan ORDER BY id")) {
    tables.push_back(ReadTable(database, row, file.string()));
  }
  return tables;
}

std::string PlannerSql(const std::filesystem::path& file) {
  Database database(file, kKind, Schema(), Database::Mode::kRead);
  return InsertStatements(database, "plan", kPlanColumns) +
         InsertStatements(database, "cell", kCellColumns);
}

}  // namespace ponder

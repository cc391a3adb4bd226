// Where a method looks things up: the "external brain" of chains of associated thoughts.
#pragma once

#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace ponder {

// The words of a text, in lower case: runs of ASCII letters and digits, and of other scripts'
// characters.
std::vector<std::string> WordsOf(std::string_view text);

// The share of the words of `text` that `known` has; 0 for a text without words.
double ShareKnown(std::string_view text, const std::set<std::string>& known);

// Thread-safe.
class Brain {
 public:
  virtual ~Brain() = default;
  // Passages that go with a query, the best first, at most `most`; none where nothing does.
  virtual std::vector<std::string> Recall(std::string_view query, size_t most,
                                          const std::stop_token& stop) const = 0;
};

// The paragraphs of the text files (.txt, .md) in a folder and below it, or of one file, ranked by
// BM25 (Robertson and Zaragoza 2009; k1 = 1.2, b = 0.75), ties in the order of files and lines.
// Throws kNotFound where there is no such file or folder, kInvalidRequest where it holds no text or
// more than 64 MiB of it.
std::unique_ptr<Brain> OpenFolderBrain(const std::string& path);

// A page that is asked anew each time: `url` with "{query}" replaced by the query, escaped. It
// answers in plain text, paragraphs in the order of their worth; what it says is not ranked again.
// Of a long page the first 1 MiB is read. Recall throws kUnavailable when it does not answer within
// 60 s, is silent for 20 s, or is stopped. Throws kInvalidRequest for another kind of
// URL.
std::unique_ptr<Brain> OpenHttpBrain(const std::string& url);

}  // namespace ponder

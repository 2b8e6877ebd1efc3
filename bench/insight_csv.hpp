#pragma once

#include "baton/core/result.hpp"
#include "baton/core/time.hpp"

#include <cstdio>
#include <exception>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>
#include <zlib.h>

// Tables of public data sets, packed with gzip or plain, for the programs that measure insight.
namespace bench {

// The whole of a file, unpacked. Throws std::runtime_error if it cannot be read.
inline std::string unpacked(const std::string& path) {
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) throw std::runtime_error(path + ": cannot be opened");
  constexpr std::size_t kBytesMax = 1U << 30;
  std::string text;
  std::string part(1U << 18, '\0');
  int got = 0;
  while ((got = gzread(file, part.data(), static_cast<unsigned>(part.size()))) > 0) {
    text.append(part, 0, static_cast<std::size_t>(got));
    if (text.size() > kBytesMax) got = -1;
    if (got < 0) break;
  }
  gzclose(file);
  if (got < 0) throw std::runtime_error(path + ": is damaged, or over 1 GiB");
  return text;
}

// The moment that was read. Throws std::runtime_error, with `where` before the message, if none
// was.
inline baton::core::Time moment_read(const baton::core::Result<baton::core::Time>& read,
                                     const std::string& where) {
  if (!read) throw std::runtime_error(where + ": " + read.error().message);
  return *read;
}

// Does the work of a program, and returns its exit code. What it throws is told on stderr.
template <class Work>
int exit_code_of(const Work& work) {
  try {
    work();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
}

// A table of CSV (RFC 4180), with a header.
class Table {
 public:
  // Reads the file. Throws std::runtime_error naming the line of what is wrong.
  explicit Table(const std::string& path) : path_(path), text_(unpacked(path)) {
    std::size_t at = 0;
    std::size_t line = 1;
    for (auto& name : next_row(at)) names_.emplace(std::move(name), names_.size());
    while (at < text_.size()) {
      ++line;
      auto row = next_row(at);
      if (row.size() == 1 && row[0].empty()) continue;
      if (row.size() != names_.size())
        throw std::runtime_error(path + ":" + std::to_string(line) + ": expected " +
                                 std::to_string(names_.size()) + " cells, found " +
                                 std::to_string(row.size()));
      rows_.push_back(std::move(row));
    }
  }

  // The column of that name. Throws std::runtime_error if there is none.
  std::size_t column(const std::string& name) const {
    const auto found = names_.find(name);
    if (found == names_.end()) throw std::runtime_error(path_ + ": has no column '" + name + "'");
    return found->second;
  }
  const std::vector<std::vector<std::string>>& rows() const { return rows_; }

 private:
  std::vector<std::string> next_row(std::size_t& at) const {
    std::vector<std::string> row(1);
    bool quoted = false;
    for (; at < text_.size(); ++at) {
      const char byte = text_[at];
      if (quoted) {
        if (byte != '"')
          row.back() += byte;
        else if (at + 1 < text_.size() && text_[at + 1] == '"')
          row.back() += text_[++at];
        else
          quoted = false;
      } else if (byte == '"') {
        quoted = true;
      } else if (byte == ',') {
        row.emplace_back();
      } else if (byte == '\n') {
        ++at;
        break;
      } else if (byte != '\r') {
        row.back() += byte;
      }
    }
    return row;
  }

  std::string path_;
  std::string text_;
  std::map<std::string, std::size_t> names_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace bench

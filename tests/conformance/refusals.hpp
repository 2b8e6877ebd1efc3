#pragma once

#include "baton/core/json.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

// What a conformance runner shares with the others: the case files, and the list of what the
// product refuses although the suite takes it.
namespace conformance {

using baton::core::Json;

inline Json read_json(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return Json::parse(in, nullptr, false);
}

// The case files that a folder has, or the one file that is named. The list is none of them.
inline std::vector<std::filesystem::path> case_files(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path))
    if (entry.path().extension() == ".json" && entry.path().filename() != "refused.json")
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

// refused.json beside the cases: a list of {"KIND": "…", "reason": "…"}. When all of the cases are
// run, an entry that none of them needs is a mistake, so that the list says no more than what is
// so.
class Refusals {
 public:
  // The list of the folder `path`, or of the folder in which the file `path` lies. Where it has
  // none, that of `usual`, for cases from elsewhere.
  static Refusals beside(const std::filesystem::path& path, const std::filesystem::path& usual) {
    const bool folder = std::filesystem::is_directory(path);
    const auto own = (folder ? path : path.parent_path()) / "refused.json";
    const bool has_own = std::filesystem::exists(own);
    return Refusals(has_own ? own : usual / "refused.json", folder && has_own);
  }

  // Whether there is an entry of this kind that fits; it is then needed.
  template <class Fits>
  bool need_one(const std::string& kind, Fits fits) {
    for (auto& entry : entries_) {
      const auto* text = baton::core::find(entry.json, kind);
      if (text == nullptr || !fits(text->get_ref<const std::string&>())) continue;
      entry.needed = true;
      return true;
    }
    return false;
  }
  bool need(const std::string& kind, std::string_view wanted) {
    return need_one(kind, [wanted](const std::string& text) { return text == wanted; });
  }

  // Prints the entries that no case needed, and returns their number; 0 if only some of the cases
  // of this list were run.
  std::size_t report_unneeded() const {
    std::size_t count = 0;
    if (!all_run_) return count;
    for (const auto& entry : entries_) {
      if (entry.needed) continue;
      std::printf("refused.json: no case needs %s\n", entry.json.dump().c_str());
      ++count;
    }
    return count;
  }

 private:
  struct Entry {
    Json json;
    bool needed = false;
  };
  Refusals(const std::filesystem::path& path, bool all_run) : all_run_(all_run) {
    for (const auto& one : read_json(path)) entries_.push_back({one});
  }

  bool all_run_;
  std::vector<Entry> entries_{};
};

}  // namespace conformance

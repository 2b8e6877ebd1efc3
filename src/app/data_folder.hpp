#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace baton::app {

// What is not as it should be, and no reason to stop. By name and what is to be said of it.
struct Remark {
  std::string about;
  std::string hint;
};
// Of the data folder and the files in it: who else may write there, read or change them.
std::vector<Remark> data_remarks(const std::filesystem::path& folder);

}  // namespace baton::app

#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace baton::app {

// Makes the data folder where there is none, for its owner alone to enter. Throws Refused when it
// cannot be made.
void make_data_folder(const std::filesystem::path& folder);

// Something that is not as it should be and yet no reason to stop.
struct Remark {
  std::string about;  // what is wrong, with its path
  std::string hint;   // how to mend it
};
// What is wrong with the modes of the data folder and of the files in it: who else may read or
// change them.
std::vector<Remark> data_remarks(const std::filesystem::path& folder);

// Takes the rights of others from the data folder and from the files in it, where they belong to
// this user. Returns what was changed, a sentence each.
std::vector<std::string> mend_modes(const std::filesystem::path& folder);

}  // namespace baton::app

#pragma once

#include "baton/ports/clock.hpp"

#include <string>
#include <vector>

namespace baton::connectors {

// Tells whether the files that hold a connection's secrets have changed since they were read. One
// thread.
class SecretFiles {
 public:
  // No files, which never change.
  SecretFiles() = default;
  // Remembers how the files are now. Make it before the files are read, so that no change is
  // missed.
  explicit SecretFiles(std::vector<std::string> paths);

  // Returns true once for each change; the caller then reads the files again. It looks at the files
  // at most every two seconds, and reports a change only when nobody has written to them for two
  // seconds, or when two looks in a row find the same.
  bool changed(const ports::Clock& clock);

 private:
  struct Look {
    std::string text{};  // size, time and number of each file
    bool quiet = true;   // nobody has written to them for two seconds
  };
  Look look() const;

  std::vector<std::string> paths_{};
  std::string read_{};    // the state of the files when they were read
  std::string seen_{};    // the state of the files at the last look
  core::Time look_at_{};  // the time of the next look, by the steady clock
};

}  // namespace baton::connectors

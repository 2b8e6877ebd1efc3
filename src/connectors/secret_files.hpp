#pragma once

#include "baton/ports/clock.hpp"

#include <string>
#include <vector>

namespace baton::connectors {

// Tells whether the files that a connection's secrets stand in have changed since they were read.
class SecretFiles {
 public:
  SecretFiles() = default;
  // To be made before they are read, so that no change is missed.
  explicit SecretFiles(std::vector<std::string> paths);

  // True once for each change, when they are to be read again. Looks every two seconds at most, and
  // takes a change only when nothing is being written any more.
  bool changed(const ports::Clock& clock);

 private:
  struct Look {
    std::string text{};
    bool quiet = true;  // nobody has written to them just now
  };
  Look look() const;

  std::vector<std::string> paths_{};
  std::string read_{};    // as they were when they were read
  std::string seen_{};    // as they were when last looked at
  core::Time look_at_{};  // by the steady clock
};

}  // namespace baton::connectors

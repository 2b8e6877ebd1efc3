#include "app/build_info.hpp"

namespace baton::app {

std::string version_text() {
  const BuildInfo& info = build_info();
  std::string text(info.version);
  if (info.commit.empty()) return text;
  text += " (" + std::string(info.commit);
  if (!info.date.empty()) text += ", " + std::string(info.date);
  return text + ")";
}

}  // namespace baton::app

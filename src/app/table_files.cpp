#include "app/table_files.hpp"

#include "app/files.hpp"
#include "app/problem.hpp"
#include "app/shipped.hpp"

namespace baton::app {

namespace {

// Such a file is a page or two.
constexpr std::size_t kTableBytesMax = 1'048'576;

}  // namespace

TableFiles table_files(const std::filesystem::path& config_dir, const std::string& name) {
  TableFiles found;
  for (const auto& file : template_files({(config_dir / name).string()}).files) {
    auto text = read_file(file, kTableBytesMax);
    if (!text) throw Refused(text.error());
    found.texts[file] = *text;
    found.files.emplace_back(file, *std::move(text));
  }
  if (!found.files.empty()) return found;
  for (const ShippedFile& file : shipped_files()) {
    if (file.path.starts_with(name + "/"))
      found.files.emplace_back("shipped " + std::string(file.path), std::string(file.text));
  }
  return found;
}

}  // namespace baton::app

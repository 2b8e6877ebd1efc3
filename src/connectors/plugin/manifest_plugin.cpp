#include "connectors/plugin/manifest_plugin.hpp"

#include "baton/formats/json_schema_check.hpp"
#include "connectors/file_stamp.hpp"
#include "connectors/keys.hpp"

#include <algorithm>
#include <sys/stat.h>

namespace baton::connectors {

namespace fs = std::filesystem;
using core::Json;

namespace {

// The most memory that a manifest may name, in MiB: a terabyte.
constexpr double kMemoryMibMax = 1'048'576;

fs::path folder_of(const Manifest& manifest) {
  return fs::absolute(fs::path(manifest.file)).parent_path();
}

OperationSpec operation_of(const formats::FieldReader& at) {
  OperationSpec spec;
  spec.declared.description = at.text("title");
  if (const auto* input = at.find("input")) {
    spec.declared.input_schema = *input;
    formats::check_json_schema(at.inner("input"));
  }
  spec.input = formats::JsonSchema(spec.declared.input_schema);
  spec.repeatable = at.flag("repeatable", false);
  spec.looks = at.flag("look", false);
  const auto output = at.inner("output");
  for (const auto& [name, type] : output.value().items()) {
    spec.declared.output_fields.push_back(name);
    if (type == "string" || type == "number" || type == "boolean")
      spec.declared.output_types.emplace(name, type.get<std::string>());
  }
  return spec;
}

}  // namespace

void read_plugin(const formats::FieldReader& root, Manifest& manifest) {
  const auto* program = root.find("program");
  const auto* library = root.find("library");
  if (program == nullptr && library == nullptr) {
    if (root.find("memory_mib") != nullptr)
      root.error("memory_mib", "config/excludes",
                 "\"memory_mib\" is for connectors with \"program\" or \"library\"");
    return;
  }
  manifest.transport = Transport::plugin;
  PluginSpec spec;
  if (program != nullptr && library != nullptr)
    root.error("library", "config/excludes",
               "a connector is either a \"program\" or a \"library\"");
  const bool words = program != nullptr && program->is_array() && !program->empty() &&
                     std::all_of(program->begin(), program->end(),
                                 [](const auto& one) { return one.is_string(); });
  if (program != nullptr && !words)
    root.error("program", "config/type", "\"program\": expected the program and its arguments",
               "write [python3, my_connector.py]");
  else if (words)
    spec.program = program->get<std::vector<std::string>>();
  if (library != nullptr) spec.library = root.required_text("library");
  spec.memory_mib = static_cast<std::size_t>(root.whole_number("memory_mib", 0, 0, kMemoryMibMax));
  for (const auto& [key, value] : root.value().items()) {
    const auto known = [&key](const keys::Keys& keys) {
      return std::find(keys.begin(), keys.end(), key) != keys.end();
    };
    if (known(keys::kManifest) && !known(keys::kPluginManifest))
      root.error(key, "config/excludes", '"' + key + "\" is for connectors that speak HTTP or SMTP",
                 "a program describes its operations itself, and settings say the rest");
  }
  manifest.plugin = std::move(spec);
}

Program program_of(const Manifest& manifest, const std::vector<std::string>& library_host) {
  Program program;
  program.folder = folder_of(manifest);
  program.memory_mib = manifest.plugin->memory_mib;
  if (manifest.plugin->library.empty()) {
    program.command = manifest.plugin->program;
  } else {
    program.command = library_host;
    program.command.push_back((program.folder / manifest.plugin->library).string());
  }
  return program;
}

std::string files_of(const Manifest& manifest) {
  auto names = manifest.plugin->program;
  if (!manifest.plugin->library.empty()) names.push_back(manifest.plugin->library);
  std::string files;
  for (const auto& name : names) {
    struct stat about {};
    if (::stat((folder_of(manifest) / name).c_str(), &about) != 0 || !S_ISREG(about.st_mode))
      continue;
    files += "\n" + name + file_stamp(about);
  }
  return files;
}

std::shared_ptr<const Manifest> with_operations(const Manifest& manifest, const Json& description,
                                                core::Findings& findings) {
  const auto before = findings.size();
  // As a file, since what is wrong in it is found and told as in one.
  const auto file = formats::YamlFile::read(core::dump(description), manifest.file, findings);
  if (!file) return nullptr;
  auto made = std::make_shared<Manifest>(manifest);
  const formats::FieldReader root(*file, "", file->value(), findings);
  if (manifest.title == manifest.name) made->title = root.text("title", manifest.name);
  if (const auto* settings = root.find("settings"))
    for (const auto& name : *settings) made->settings.push_back(name.get<std::string>());
  const auto operations = root.inner("operations");
  for (const auto& [name, ignored] : operations.value().items())
    made->operations.emplace(name, operation_of(operations.inner(name)));
  for (auto index = before; index < findings.size(); ++index) {
    findings[index].message = "the connector's description of itself: " + findings[index].message;
    findings[index].at = {};
  }
  const bool failed =
      std::any_of(findings.begin() + static_cast<std::ptrdiff_t>(before), findings.end(),
                  [](const auto& one) { return one.severity == core::Finding::Severity::error; });
  return failed ? nullptr : made;
}

std::string manifest_of_library(const fs::path& library) {
  auto name = library.stem().string();
  if (name.starts_with("lib")) name.erase(0, 3);
  std::replace(name.begin(), name.end(), '-', '_');
  return "connector: " + name + "\nlibrary: " + Json(library.filename().string()).dump() + "\n";
}

}  // namespace baton::connectors

#include "app/commands/commands.hpp"
#include "app/commands/templates.hpp"
#include "app/words.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "baton/templates/load.hpp"

#include <CLI/App.hpp>
#include <algorithm>
#include <ostream>

namespace baton::app::commands {

std::string template_path(const std::string& name) {
  return "/api/v1/templates/" + core::percent_encode(name);
}

void print_findings(Shell& shell, const std::string& file, const std::string& yaml,
                    const core::Findings& findings) {
  for (const core::Finding& finding : findings) {
    if (shell.terminal.table()) shell.terminal.out() << templates::print(finding, yaml) << '\n';
    if (shell.terminal.format() == Format::ndjson) shell.terminal.print(to_json(finding));
  }
  if (shell.terminal.format() == Format::name && core::has_errors(findings))
    shell.terminal.out() << file << '\n';
}

void print_findings(Shell& shell, const std::map<std::string, std::string>& texts,
                    const core::Findings& findings) {
  for (const auto& [file, text] : texts) {
    core::Findings of_file;
    for (const auto& finding : findings)
      if (finding.file == file) of_file.push_back(finding);
    print_findings(shell, file, text, of_file);
  }
}

void tell_left_out(Shell& shell, const TemplateFiles& found) {
  for (const std::string& file : found.left_out) shell.terminal.note("left out: " + file);
}

namespace {

struct Apply {
  std::vector<std::string> paths;
  bool dry_run = false;
  bool prune = false;
  std::vector<std::string> drop_mandatory;  // names of steps
};

core::Findings findings_in(const core::Json& answer, const std::string& file) {
  core::Findings findings;
  const core::Json* list = core::find(answer, "findings");
  if (!list || !list->is_array()) return findings;
  for (const core::Json& finding : *list) findings.push_back(finding_from_json(finding, file));
  return findings;
}

// The request that publishes a template, or only checks it. `name` is that of the workflow. It is
// empty when the text does not load; then the server checks it and answers with every finding.
ApiRequest put_request(const std::string& name, const std::string& yaml, const std::string& file,
                       const Apply& asked) {
  ApiRequest request;
  request.query = {{"drop_mandatory", core::join(asked.drop_mandatory, ",")}};
  request.body = yaml;
  request.media_type = "application/yaml";
  request.method = asked.dry_run ? "POST" : "PUT";
  request.path = "/api/v1/templates/validate";
  if (asked.dry_run) return request;
  request.path = template_path(name.empty() ? std::filesystem::path(file).stem().string() : name);
  request.headers.emplace_back("Baton-File", core::percent_encode(file));
  return request;
}

// True if a dry run found that the workflow was retired. Publishing a file does not enable it
// again.
bool is_retired(const core::Json& answer) { return core::find(answer, "retired") != nullptr; }

// What publishing a template would do, in words.
std::string would_be(const core::Json& answer, const std::string& name) {
  if (!flag_at(answer, "ok")) return "would be refused";
  if (is_retired(answer))
    return "would be refused: the workflow is retired; baton template enable " + name +
           " takes it back";
  const std::string change = core::text_at(answer, "change");
  if (change == "new") return "is right, and new";
  if (change == "changed") return "is right, and changed";
  return change == "same" ? "is right, and the same" : "is right";
}

std::string is_now(const core::Json& answer) {
  return flag_at(answer, "unchanged") ? "unchanged" : "published";
}

// Publishes one file, or has it checked in a dry run. True when the server accepts it.
bool apply_one(Shell& shell, const std::string& file, const Apply& asked, WorkflowNames& names,
               core::Json& results) {
  const std::string yaml = shell.text_of(file);
  const auto loaded = templates::load(yaml, file);
  const std::string workflow = loaded.workflow ? loaded.workflow->name : "";
  if (const auto doubled = workflow.empty() ? std::nullopt : names.add(workflow, file, yaml)) {
    print_findings(shell, file, yaml, {*doubled});
    return false;
  }
  core::Json answer = shell.call(put_request(workflow, yaml, file, asked), file, yaml).json;
  const core::Findings findings = findings_in(answer, file);
  if (shell.terminal.table()) {
    for (const core::Finding& finding : findings)
      shell.terminal.err() << templates::print(finding, yaml);
    const core::Json* version = core::find(answer, "version");
    const std::string name =
        core::text_at(answer, "name", file) + (version ? "@" + core::dump(*version) : "");
    shell.terminal.out() << printable(name) << "  "
                         << (asked.dry_run ? would_be(answer, name) : is_now(answer)) << '\n';
  } else if (shell.terminal.format() == Format::name) {
    shell.terminal.out() << core::text_at(answer, "name", file) << '\n';
  } else {
    answer["file"] = file;
    if (shell.terminal.format() == Format::ndjson) shell.terminal.print(answer);
    results.push_back(answer);
  }
  return !core::has_errors(findings) && !is_retired(answer);
}

// Retires the workflows that were published from files and are in none of these files any more.
void prune(Shell& shell, const WorkflowNames& names, bool dry_run) {
  const core::Json page = shell.get("/api/v1/templates");
  for (const core::Json& item : page.at("items")) {
    const std::string name = core::text_at(item, "name");
    if (core::text_at(item, "status") == "retired" || core::text_at(item, "file").empty() ||
        names.has(name))
      continue;
    if (!dry_run) shell.post(template_path(name) + "/retire", core::Json::object());
    if (shell.terminal.table())
      shell.terminal.out() << printable(name) << "  " << (dry_run ? "would be retired" : "retired")
                           << '\n';
  }
}

int apply(Shell& shell, const Apply& asked) {
  const auto found = some_template_files(asked.paths);
  std::error_code failed;
  const bool folders = std::all_of(asked.paths.begin(), asked.paths.end(), [&](const auto& path) {
    return std::filesystem::is_directory(path, failed);
  });
  if (asked.prune && !folders)
    throw usage("--prune takes folders only", "name the folder that holds all templates");
  tell_left_out(shell, found);
  bool all_right = true;
  ExitCode refusal = kOk;
  core::Json results = core::Json::array();
  WorkflowNames names;
  for (const std::string& file : found.files) {
    try {
      all_right = apply_one(shell, file, asked, names, results) && all_right;
    } catch (const Refused& refused) {
      // A template that is refused does not keep the others from being published.
      if (refused.exit() != kNo && refused.exit() != kConflict) throw;
      if (refusal != kNo) refusal = refused.exit();
      print_problem(shell.terminal, refused);
      all_right = false;
    }
  }
  if (asked.prune && all_right) prune(shell, names, asked.dry_run);
  if (asked.prune && !all_right)
    shell.terminal.note("nothing is pruned while a template is not right");
  if (shell.terminal.document()) shell.terminal.print({{"items", results}});
  const bool lint_helps = !all_right && refusal != kConflict;
  shell.terminal.next(lint_helps ? "baton template lint " + asked.paths.front()
                                 : "baton template ls");
  return all_right ? kOk : refusal == kConflict ? kConflict : kNo;
}

}  // namespace

void add_template_apply(CLI::App& templates, Shell& shell) {
  auto asked = std::make_shared<Apply>();
  CLI::App* apply_some = templates.add_subcommand(
      "apply",
      "Publish templates as new versions, where they changed; `publish` is "
      "the same command");
  apply_some->alias("publish");
  apply_some
      ->add_option("-f,--file", asked->paths,
                   "Files, or folders with *.yaml and *.yml in them and below")
      ->option_text("FILE")
      ->required();
  apply_some->add_flag("--dry-run", asked->dry_run,
                       "Only have the server check them, and say what would change");
  apply_some->add_flag("--prune", asked->prune,
                       "Also retire the workflows that came from files and are in none of these");
  apply_some
      ->add_option("--drop-mandatory", asked->drop_mandatory,
                   "A mandatory step that the new version may drop, for admins; may be repeated")
      ->option_text("STEP");
  apply_some->callback(
      [&shell, asked] { shell.action = [&shell, asked] { return apply(shell, *asked); }; });
}

}  // namespace baton::app::commands

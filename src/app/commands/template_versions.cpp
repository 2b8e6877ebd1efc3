#include "app/commands/commands.hpp"
#include "app/commands/templates.hpp"
#include "app/words.hpp"
#include "baton/core/text.hpp"
#include "baton/core/version_number.hpp"

#include <CLI/App.hpp>
#include <ostream>

// Which version of a workflow is the active one: retire, enable and rollback.
namespace baton::app::commands {

Which which_version(const std::string& text) {
  const auto at = text.rfind('@');
  if (at == std::string::npos) return {text};
  const std::string number = text.substr(at + 1);
  const std::string name = text.substr(0, at);
  const auto version = core::parse_version(number);
  if (!version)
    throw usage("\"" + text + "\": expected a version after the @, got \"" + number + "\"",
                "write it as " + name + "@2, or " + name + " for the active version");
  return {name, *version};
}

namespace {

int retire(Shell& shell, const std::string& name) {
  const core::Json answer = shell.post(template_path(name) + "/retire", core::Json::object());
  if (shell.terminal.table()) {
    shell.terminal.out() << printable(name)
                         << "  retired: nothing starts by it any more, and open runs go on\n";
  } else {
    shell.terminal.print(answer);
  }
  shell.terminal.next("baton runs ls --workflow " + name);
  return kOk;
}

int enable(Shell& shell, const std::string& said, int version_said,
           const std::vector<std::string>& drop_mandatory) {
  const auto [name, version_beside] = which_version(said);
  if (version_said != 0 && version_beside != 0 && version_said != version_beside)
    throw usage("\"" + said + "\" and " + std::to_string(version_said) + " are two versions",
                "say one of them");
  const int version = version_said != 0 ? version_said : version_beside;
  ApiRequest request;
  request.method = "POST";
  request.path = template_path(name) + "/enable";
  request.query = {{"version", version == 0 ? "" : std::to_string(version)},
                   {"drop_mandatory", core::join(drop_mandatory, ",")}};
  const core::Json answer = shell.call(request).json;
  if (shell.terminal.table()) {
    const core::Json* active = core::find(answer, "version");
    shell.terminal.out() << printable(name) << "@" << (active ? core::dump(*active) : "?")
                         << "  active\n";
  } else {
    shell.terminal.print(answer);
  }
  shell.terminal.next("baton template show " + name);
  return kOk;
}

// Makes an older version the active one again: the one that is named, or the one before the active.
int roll_back(Shell& shell, const std::string& said,
              const std::vector<std::string>& drop_mandatory) {
  const Which which = which_version(said);
  if (which.version != 0) return enable(shell, said, 0, drop_mandatory);
  const core::Json active = shell.get(template_path(which.name));
  const core::Json* number = core::find(active, "version");
  const int version = number && number->is_number_integer() ? number->get<int>() : 1;
  if (version == 1)
    throw Refused(core::Error{core::Errc::conflict,
                              which.name + "@1 is active: there is no version before it",
                              {},
                              "baton template retire " + which.name + " switches it off"});
  return enable(shell, which.name, version - 1, drop_mandatory);
}

}  // namespace

void add_template_versions(CLI::App& templates, Shell& shell) {
  auto which = std::make_shared<std::string>();
  auto version = std::make_shared<int>(0);
  auto drop = std::make_shared<std::vector<std::string>>();
  const auto may_drop = [&drop](CLI::App* command) {
    command
        ->add_option("--drop-mandatory", *drop,
                     "A mandatory step that this version may drop, for admins; may be repeated")
        ->option_text("STEP");
  };
  CLI::App* retire_one = templates.add_subcommand(
      "retire", "Switch a workflow off: nothing starts by it, open runs go on");
  retire_one->add_option("NAME", *which, "Its name")->required();
  retire_one->callback(
      [&shell, which] { shell.action = [&shell, which] { return retire(shell, *which); }; });
  CLI::App* enable_one = templates.add_subcommand(
      "enable", "Switch a workflow on again, or make a version the active one");
  enable_one->add_option("NAME", *which, "Its name, or NAME@VERSION")->required();
  enable_one->add_option("VERSION", *version, "The version; without it the newest")
      ->check(CLI::Range(1, 1'000'000'000));
  may_drop(enable_one);
  enable_one->callback([&shell, which, version, drop] {
    shell.action = [&shell, which, version, drop] {
      return enable(shell, *which, *version, *drop);
    };
  });
  CLI::App* roll_back_one = templates.add_subcommand(
      "rollback", "Make an older version the active one; open runs keep theirs");
  roll_back_one->add_option("NAME", *which, "Its name for the version before, or NAME@VERSION")
      ->required();
  may_drop(roll_back_one);
  roll_back_one->callback([&shell, which, drop] {
    shell.action = [&shell, which, drop] { return roll_back(shell, *which, *drop); };
  });
}

}  // namespace baton::app::commands

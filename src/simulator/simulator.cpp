#include "baton/simulator/simulator.hpp"

#include "simulator/server.hpp"

#include <utility>

namespace baton::simulator {

namespace {

void add_wrong_option(core::Findings& findings, std::string rule, std::string message) {
  core::Finding finding;
  finding.rule = std::move(rule);
  finding.message = std::move(message);
  findings.push_back(std::move(finding));
}

}  // namespace

std::vector<std::pair<std::string, std::string>> Listed::environment(
    const std::string& origin) const {
  constexpr std::string_view kUrl = "{url}";
  std::vector<std::pair<std::string, std::string>> out;
  for (auto [variable, value] : variables) {
    if (const auto at = value.find(kUrl); at != std::string::npos)
      value.replace(at, kUrl.size(), origin + path);
    out.emplace_back(variable, value);
  }
  return out;
}

Simulator::Simulator(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Simulator::~Simulator() = default;

std::unique_ptr<Simulator> Simulator::make(const std::vector<VendorFile>& files, Options options,
                                           core::Findings& findings) {
  if (!options.webhooks.empty()) {
    if (const auto url = formats::parse_url(options.webhooks); !url)
      add_wrong_option(findings, "simulator/webhooks",
                       "webhooks cannot go to '" + options.webhooks + "': " + url.error().text());
  }
  const auto faults = options.faults;
  auto impl = std::make_unique<Impl>(std::move(options));
  for (const auto& file : files) {
    if (auto spec = read_vendor(file.text, file.name, findings)) impl->add(std::move(spec));
  }
  if (const auto wrong = impl->control(faults))
    add_wrong_option(findings, "simulator/faults", *wrong);
  if (core::has_errors(findings)) return nullptr;
  return std::unique_ptr<Simulator>(new Simulator(std::move(impl)));
}

std::vector<Listed> Simulator::vendors() const { return impl_->vendors(); }

boost::asio::awaitable<void> Simulator::serve(boost::asio::ip::tcp::acceptor acceptor) {
  return impl_->serve(std::move(acceptor));
}

}  // namespace baton::simulator

#pragma once

#include "baton/simulator/simulator.hpp"
#include "simulator/deliveries.hpp"
#include "simulator/faults.hpp"
#include "simulator/ledger.hpp"
#include "simulator/vendor.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace baton::simulator {

// What Simulator is made of.
class Simulator::Impl {
 public:
  explicit Impl(Options options);
  // Adds a vendor, in place of one of the same name.
  void add(std::shared_ptr<const VendorSpec> spec);
  // Adds a script of faults. Returns what was expected when it is not one.
  std::optional<std::string> control(const core::Json& script) { return faults_.add(script); }

  std::vector<Listed> vendors() const;
  boost::asio::awaitable<void> serve(boost::asio::ip::tcp::acceptor acceptor);
  // Answers one request, without its delay.
  Reply handle(const Request& request);

 private:
  using In = boost::beast::http::request<boost::beast::http::string_body>;
  using Out = boost::beast::http::response<boost::beast::http::string_body>;

  boost::asio::awaitable<void> session(boost::asio::ip::tcp::socket socket);
  // The answer of one request after its delay; nullopt: the connection is to be cut instead.
  boost::asio::awaitable<std::optional<Reply>> answer(Request request);
  Reply manage(const Request& request);
  Reply resend(const Request& request);
  // Finds the vendor of a path that does not begin with one's name.
  void place(Request& request) const;
  Reply no_such_vendor(const std::string& name) const;

  Options options_;
  Ledger ledger_{};
  Faults faults_;
  std::optional<Deliveries> deliveries_{};
  std::map<std::string, std::unique_ptr<Vendor>> vendors_{};
};

}  // namespace baton::simulator

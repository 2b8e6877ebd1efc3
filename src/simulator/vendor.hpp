#pragma once

#include "simulator/ledger.hpp"
#include "simulator/route_bindings.hpp"
#include "simulator/tables.hpp"

#include <functional>
#include <memory>
#include <string>

namespace baton::simulator {

// A webhook that a vendor sends.
struct Message {
  std::string vendor{}, id{};
  // Below the address to which webhooks are sent.
  std::string path{};
  // "Name: value\r\n" for each header field.
  std::string head{};
  std::string body{};
};

// A vendor at work: it answers requests as its file says and keeps what they write. One thread.
class Vendor {
 public:
  // What a vendor uses.
  struct Outside {
    // Where its actions are noted. Borrowed.
    Ledger* ledger = nullptr;
    // Takes a webhook that is to be sent; empty: nobody gets webhooks.
    std::function<void(Message)> send{};
    // The address to which webhooks are sent, without a slash at its end.
    std::string webhooks{};
    // The value of an environment variable; empty if it is not set.
    std::function<std::string(const std::string& name)> environment{};
    // Ids are numbers from here on. Whoever runs several vendors, or one after another, gives each
    // of them another range, so that no id comes twice.
    std::uint64_t first_id = 1'200'000'000'000;
  };

  Vendor(std::shared_ptr<const VendorSpec> spec, Outside outside);

  // Answers a request. `lag`: how much later than its writes the vendor's search sees them.
  Reply handle(const Request& request, core::Time now, std::chrono::milliseconds lag);
  // Refuses a request as this vendor does. Status 0 is its way to say "slow down", for so many
  // seconds.
  Reply refuse(const Request& request, core::Time now, int status, int seconds) const;
  // Forgets what was written since the start. Ids go on.
  void reset();

  const VendorSpec& spec() const { return *spec_; }

 private:
  Reply run(const RouteSpec& route, const Request& request, RouteBindings& bindings,
            std::chrono::milliseconds lag);
  Reply dispatch(const Request& request, core::Time now, std::chrono::milliseconds lag);
  // The answer of that name.
  Reply named(const std::string& name, const RouteBindings& bindings) const;
  Reply answer(const AnswerSpec& spec, const RouteBindings& bindings) const;
  // Reads the record that `spec` bindings. False if it must be there and is not.
  bool get(const GetSpec& spec, RouteBindings& bindings) const;
  void look_for(const FindSpec& spec, RouteBindings& bindings, std::chrono::milliseconds lag) const;
  void batch(const BatchSpec& spec, const Request& request, RouteBindings& bindings,
             std::chrono::milliseconds lag);
  void write(const RouteSpec& route, RouteBindings& bindings);
  void note(const RouteSpec& route, const Request& request, const RouteBindings& bindings);
  // The answer of a route that waits for a handshake.
  Reply ask_for_handshake(const HandshakeSpec& spec, const RouteBindings& bindings);
  // Where the webhook is, below the address of all.
  std::string webhook_path(const RouteBindings& bindings) const;
  void send(const SendSpec& spec, RouteBindings& bindings);
  // The vendor's variables, as the environment has them or else as its file says.
  core::Json variables() const;
  std::string signature(const SignatureSpec& spec, const RouteBindings& bindings) const;

  std::shared_ptr<const VendorSpec> spec_;
  Outside outside_;
  Tables tables_{};
  std::uint64_t last_id_ = 0;
};

}  // namespace baton::simulator

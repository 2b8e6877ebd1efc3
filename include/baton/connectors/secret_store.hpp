#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/result.hpp"
#include "baton/core/secret.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {

// The file with the key of a secret store. The program that owns the file fills this in.
struct SecretKey {
  // The key; empty: there is none that can be used.
  core::Secret bytes{};
  // Why there is none: "there is no file /etc/baton/secret.key". Empty beside a key.
  std::string missing{};
  // The path of the file, for messages.
  std::string path{};
  // A key that rotate() was about to put in the place of `bytes` when the program ended; empty:
  // there is none.
  core::Secret next{};
  // Writes a key beside the file, durably, so that it can be read as `next`. Throws
  // std::system_error.
  std::function<void(const core::Secret& key)> write_next{};
  // Puts the key that write_next() wrote into the place of the file. Throws std::system_error.
  std::function<void()> use_next{};
};

// The secrets that connections refer to as `secret:NAME`. They are kept in the store, each
// encrypted under a key that is a file elsewhere (see sealed.hpp), and opened once, when the server
// starts. A secret leaves this class by find() only; no list, error or row of the audit has its
// value.
//
// Lives on one single-threaded executor, and all of it is called there.
class SecretStore {
 public:
  // What there is to know of one secret, without its value.
  struct Row {
    // Its name.
    std::string name{};
    // When its value was set, by the wall clock.
    core::Time changed_at{};
    // Who set it.
    core::Actor changed_by{};
    // Why its value cannot be used: "it was sealed with another key …". Empty: it can.
    std::string fault{};
  };

  // The answer of find().
  struct Found {
    // The value; empty if there is none.
    core::Secret value{};
    // Why there is none, for people. Empty: there is one.
    std::string missing{};
  };

  // The longest value, in bytes, and the most secrets.
  static constexpr std::size_t kValueBytesMax = 65'536;
  static constexpr std::size_t kSecretsMax = 1'000;

  // Reads nothing yet; open() does. The clock outlives the store of secrets.
  explicit SecretStore(const ports::Clock& clock) : clock_(clock) {}

  // True for a name that people may give: 1 to 100 letters, digits, `_`, `-` and `.`, the first of
  // them a letter or a digit.
  static bool is_name(std::string_view text);

  // Reads the secrets from `store`, which outlives this, and opens them with the key. Ends a
  // rotation that a crash has cut off. A secret that does not open is kept as a row with a fault.
  // Throws what the store throws.
  boost::asio::awaitable<void> open(ports::Store& store, SecretKey key);

  // The value of a secret, or why there is none.
  Found find(std::string_view name) const;
  // All secrets that people have set, by name.
  std::vector<Row> rows() const;
  // The key with which everything is sealed; empty if there is none.
  const core::Secret& key() const { return key_.bytes; }

  // Sets a secret, with a row of the audit. Resumes when it is durable and in use. Errc::invalid
  // for a name or a value that cannot be; Errc::limited when there are too many; Errc::unavailable
  // without a key.
  boost::asio::awaitable<core::Result<void>> put(std::string name, core::Secret value,
                                                 core::Actor actor);
  // Forgets a secret, with a row of the audit. Errc::not_found if there is none.
  boost::asio::awaitable<core::Result<void>> remove(std::string name, core::Actor actor);
  // Makes a new key, encrypts every secret under it, and puts it in the place of the old one, with
  // a row of the audit. `others` names further settings of the store whose values seal() made, each
  // for the name of its setting; they are encrypted anew as well. A rotation that fails or is cut
  // off before its transaction has committed changes nothing. One that is cut off later has the new
  // key in use, and the next start or rotation puts its file in the place of the old one. Returns
  // how many texts were encrypted anew. Errc::conflict while a secret does not open,
  // Errc::unavailable when the key cannot be written.
  boost::asio::awaitable<core::Result<std::size_t>> rotate(std::vector<std::string> others,
                                                           core::Actor actor);

  // The newest refresh token that a vendor gave to a connection in exchange for `declared`, the one
  // that its configuration names; empty if there is none.
  core::Secret refresh_token(std::string_view connection, const core::Secret& declared) const;
  // Keeps such a token. Resumes when it is durable. Errc::unavailable without a key or when the
  // store fails.
  boost::asio::awaitable<core::Result<void>> keep_refresh_token(std::string connection,
                                                                core::Secret declared,
                                                                core::Secret newest);

  // Calls `changed` after each put() and remove(), with the name of the secret.
  void on_change(std::function<void(const std::string& name)> changed) {
    changed_ = std::move(changed);
  }

 private:
  // One secret in memory.
  struct Kept {
    Row row{};
    core::Secret value{};
  };

  Kept opened(const std::string& name, const std::string& text) const;
  std::string written(const Kept& kept, const core::Secret& key) const;
  // Stores one secret and the list of names; an empty `text` deletes it.
  boost::asio::awaitable<void> write(std::string name, std::string text, std::string act,
                                     core::Actor actor);
  void end_rotation(std::string_view key_in_store);
  // Puts the key in use in the place of the file, if it is only beside it. Throws what
  // SecretKey::use_next throws.
  void place_key();

  SecretKey key_{};
  bool key_is_beside_ = false;  // the key in use is what SecretKey::write_next wrote
  const ports::Clock& clock_;
  ports::Store* store_ = nullptr;
  int rotating_ = 0;  // how many rotations are under way: one at most
  int writing_ = 0;   // how many other transactions are under way
  std::map<std::string, Kept, std::less<>> secrets_{};
  std::function<void(const std::string& name)> changed_{};
};

}  // namespace baton::connectors

#include "baton/context/cited.hpp"
#include "baton/context/packet.hpp"
#include "baton/core/text.hpp"
#include "baton/core/transition_traits.hpp"
#include "baton/core/words.hpp"
#include "context/compared_words.hpp"
#include "context/held_words.hpp"
#include "context/written_moments.hpp"
#include "context/written_words.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

// Whether what a language model wrote is what the journal says.
namespace baton::context {
namespace {

// The words of names, such as "jean" and "dupont" of "jean.dupont". Of "release team" only
// "release" tells it from others.
std::set<std::string> words_of_names(const std::set<std::string>& names) {
  std::set<std::string> all;
  for (const auto& name : names) {
    const auto words = core::words_of(name);
    for (const auto& word : words)
      if (words.size() == 1 || !is_word_of_work(word)) all.insert(compared_form(word));
  }
  return all;
}

// Whether somebody is named in this place, if it is a name: "bob" of "by bob" and of "bob has
// agreed to it".
bool is_place_of_a_doer(const std::vector<ComparedWord>& words, std::size_t at) {
  constexpr std::size_t kBetweenMax = 4;
  if (at > 0 && !words[at].written.behind_pause && leads_to_doer(words[at - 1].text)) return true;
  const auto goes_on = [&words](std::size_t next) {
    return next < words.size() && !words[next].written.behind_pause;
  };
  auto next = at + 1;
  while (goes_on(next) && next <= at + kBetweenMax && stands_before_deed(words[next].text)) ++next;
  // "The text approved by ada" does not say that the text did something.
  const bool by_another = goes_on(next + 1) && leads_to_doer(words[next + 1].text);
  return goes_on(next) && is_deed(words[next].text) && !by_another;
}

// Whether "first" or "premier" says a day.
bool is_first_of_a_month(const std::vector<ComparedWord>& words, std::size_t at) {
  if (words[at].text != "first" && words[at].text != "premier") return false;
  const auto& behind = at + 1 < words.size() ? words[at + 1].text : std::string();
  return behind == "of" || month_number(behind) > 0 ||
         (at > 0 && month_number(words[at - 1].text) > 0);
}

bool is_number(const ComparedWord& word) {
  return std::any_of(word.text.begin(), word.text.end(), core::is_digit) ||
         has_numeral_sign(word.text);
}

// Whether a word that is no number has to stand in the journal's sentences. `names`: the words of
// all names that are known.
bool is_held(const std::vector<ComparedWord>& words, std::size_t at,
             const std::set<std::string>& names) {
  const auto& [word, written] = words[at];
  if (is_held_word(word) || is_first_of_a_month(words, at)) return true;
  if (has_foreign_letter(written.text)) return true;
  const bool known = names.contains(word);
  const bool common = is_joining_word(word) || (!known && is_word_of_work(word));
  if (has_capital(written.text) && !(written.begins && common)) return true;
  const bool doer = is_place_of_a_doer(words, at);
  // Baton's own names are in lower case, and so may be any other that the model has made up.
  return common ? known && doer : known || doer || written.begins;
}

// The words that stand together, one behind the other.
using Together = std::vector<std::string>;

// What the sentences of a line say.
struct LineSays {
  std::set<std::string> words{};
  // The numbers that one may name without what stands beside them. None is a part of a date, of a
  // time, or of another number such as "12.5".
  std::set<std::string> numbers{};
  std::vector<WrittenDate> dates{};
  std::vector<WrittenTime> times{};
  // The words of each sentence, in their order.
  std::vector<Together> sentences{};
  // The same, where each part of a date or of a time is empty.
  std::vector<Together> without_moments{};
};

// By the number of the line. Each is looked at once however often it is cited.
using Known = std::map<std::int64_t, LineSays>;

// Where the number that has the word at `at` begins and ends: at the 12 and behind the 5 of "12.5".
struct Extent {
  std::size_t begin;
  std::size_t end;
};
Extent extent_of_number(const std::vector<ComparedWord>& words, const std::vector<bool>& in_moment,
                        std::size_t at) {
  const auto goes_on = [&](std::size_t next) {
    return words[next].written.goes_on_by != 0 && !in_moment[next] && !in_moment[next - 1];
  };
  Extent extent{at, at + 1};
  while (extent.begin > 0 && goes_on(extent.begin)) --extent.begin;
  while (extent.end < words.size() && goes_on(extent.end)) ++extent.end;
  return extent;
}

// Whether each part of a number may be named without the others: of "1,200", which others write as
// "1 200", and of "20-30".
bool may_be_parted(const std::vector<ComparedWord>& words, const Extent& extent) {
  constexpr std::size_t kDigitsOfGroup = 3;
  const auto length = extent.end - extent.begin;
  const auto is_group = [](const ComparedWord& word) {
    const char sign = word.written.goes_on_by;
    return (sign == '.' || sign == ',') && word.text.size() == kDigitsOfGroup;
  };
  const auto second = words.begin() + static_cast<std::ptrdiff_t>(extent.begin) + 1;
  return length == 1 || (length == 2 && second->written.goes_on_by == '-') ||
         std::all_of(second, second + static_cast<std::ptrdiff_t>(length) - 1, is_group);
}

// The words of each number of a text that has several, such as "12.5".
std::vector<Together> numbers_of_parts(const std::vector<ComparedWord>& words,
                                       const std::vector<bool>& in_moment) {
  std::vector<Together> numbers;
  for (std::size_t at = 0; at < words.size();) {
    const auto extent = extent_of_number(words, in_moment, at);
    if (extent.end > at + 1) {
      auto& number = numbers.emplace_back();
      for (; at < extent.end; ++at) number.push_back(words[at].text);
    } else {
      ++at;
    }
  }
  return numbers;
}

// The words of each quotation of a text.
std::vector<Together> quotations_of(const std::vector<ComparedWord>& words) {
  std::vector<Together> quotations;
  int last = 0;
  for (const auto& [word, written] : words) {
    if (written.quotation == 0) continue;
    if (written.quotation != last) quotations.emplace_back();
    last = written.quotation;
    quotations.back().push_back(word);
  }
  return quotations;
}

// Adds what one sentence of a line says.
void add_sentence(const std::string& sentence, LineSays& says) {
  const auto words = compared_words(sentence);
  auto moments = written_moments(words);
  auto& texts = says.sentences.emplace_back();
  auto& without_moments = says.without_moments.emplace_back();
  for (std::size_t at = 0; at < words.size(); ++at) {
    const auto& text = words[at].text;
    texts.push_back(text);
    without_moments.push_back(moments.has[at] ? std::string() : text);
    says.words.insert(text);
    if (!moments.has[at] && is_number(words[at]) &&
        may_be_parted(words, extent_of_number(words, moments.has, at)))
      says.numbers.insert(text);
  }
  says.dates.insert(says.dates.end(), moments.dates.begin(), moments.dates.end());
  says.times.insert(says.times.end(), moments.times.begin(), moments.times.end());
}

Known words_of_lines(const std::vector<Cited>& written, const std::vector<Cited>& journal) {
  Known known;
  std::set<std::int64_t> cited;
  for (const auto& sentence : written) cited.insert(sentence.lines.begin(), sentence.lines.end());
  for (const auto& sentence : journal) {
    for (const auto line : sentence.lines)
      if (cited.contains(line)) add_sentence(sentence.text, known[line]);
  }
  return known;
}

// What the lines that a sentence cites say, of which each is known.
class CitedLines {
 public:
  CitedLines(const std::vector<std::int64_t>& lines, const Known& known) {
    for (const auto line : lines) says_.push_back(&known.at(line));
  }

  bool have_word(const std::string& word) const {
    return any([&word](const LineSays& line) { return line.words.contains(word); });
  }
  bool have_number(const std::string& number) const {
    return any([&number](const LineSays& line) { return line.numbers.contains(number); });
  }
  bool have(const WrittenDate& date) const { return have_moment(date, &LineSays::dates); }
  bool have(const WrittenTime& time) const { return have_moment(time, &LineSays::times); }
  // Whether a sentence of one of the lines has these words one behind the other.
  bool have_quotation(const Together& together) const {
    return have_together(together, &LineSays::sentences);
  }
  // So "5.12" is not taken from "12.5".
  bool have_number_of_parts(const Together& together) const {
    return have_together(together, &LineSays::without_moments);
  }

 private:
  template <class Predicate>
  bool any(const Predicate& predicate) const {
    return std::any_of(says_.begin(), says_.end(),
                       [&predicate](const LineSays* line) { return predicate(*line); });
  }
  template <class Moment>
  bool have_moment(const Moment& moment, std::vector<Moment> LineSays::*moments) const {
    return any([&](const LineSays& line) {
      const auto& all = line.*moments;
      return std::any_of(all.begin(), all.end(),
                         [&moment](const Moment& other) { return is_said_by(moment, other); });
    });
  }
  bool have_together(const Together& together, std::vector<Together> LineSays::*texts) const {
    return any([&](const LineSays& line) {
      const auto& all = line.*texts;
      return std::any_of(all.begin(), all.end(), [&together](const Together& words) {
        return std::search(words.begin(), words.end(), together.begin(), together.end()) !=
               words.end();
      });
    });
  }

  std::vector<const LineSays*> says_{};
};

// Whether the lines say the numbers, the dates and the times of a sentence.
bool are_numbers_supported(const std::vector<ComparedWord>& words, const WrittenMoments& moments,
                           const CitedLines& lines) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (moments.has[at] || !is_number(words[at])) continue;
    const auto extent = extent_of_number(words, moments.has, at);
    if (extent.end == extent.begin + 1 && !lines.have_number(words[at].text)) return false;
  }
  const auto have = [&lines](const auto& moment) { return lines.have(moment); };
  const auto numbers = numbers_of_parts(words, moments.has);
  return std::all_of(moments.dates.begin(), moments.dates.end(), have) &&
         std::all_of(moments.times.begin(), moments.times.end(), have) &&
         std::all_of(numbers.begin(), numbers.end(), [&lines](const Together& number) {
           return lines.have_number_of_parts(number);
         });
}

// Whether the lines that a sentence cites say what it says.
bool is_supported(const Cited& sentence, const Known& known, const std::set<std::string>& names) {
  const auto& lines = sentence.lines;
  const auto is_known = [&known](std::int64_t line) { return known.contains(line); };
  if (lines.empty() || lines.size() > kCitedLinesMax ||
      !std::all_of(lines.begin(), lines.end(), is_known))
    return false;
  const CitedLines cited(lines, known);
  const auto words = compared_words(sentence.text);
  const auto moments = written_moments(words);
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (moments.has[at] || is_number(words[at])) continue;
    if (is_held(words, at, names) && !cited.have_word(words[at].text)) return false;
  }
  const auto quotations = quotations_of(words);
  return !words.empty() && are_numbers_supported(words, moments, cited) &&
         std::all_of(quotations.begin(), quotations.end(), [&cited](const Together& quotation) {
           return cited.have_quotation(quotation);
         });
}

// Collects what a transition calls people, groups and steps.
struct NamesOfTransition {
  std::set<std::string>& names;

  template <class Transition>
  void operator()(const Transition& t) {
    if constexpr (requires { t.requester; }) add(t.requester);
    if constexpr (requires { t.actor; }) add(t.actor);
    if constexpr (requires { t.on_behalf_of; }) add(t.on_behalf_of);
    if constexpr (requires { t.owner; }) add(t.owner);
    if constexpr (requires { t.group; }) names.insert(t.group);
    if constexpr (requires { t.groups; }) names.insert(t.groups.begin(), t.groups.end());
    if constexpr (requires { t.users; }) {
      for (const auto& user : t.users) names.emplace(core::person_written(user));
    }
    if constexpr (requires { t.event.at("data"); }) add_author(t.event);
    if constexpr (requires { t.output.at("data"); }) {
      for (const auto& member : t.output) add_author(member);
    }
  }

 private:
  void add(const core::Actor& actor) { names.emplace(actor.name()); }
  void add_author(const core::Json& event) {
    if (!event.is_object()) return;
    if (const auto said = said_in(event)) names.insert(said->by);
  }
};

}  // namespace

std::set<std::string> names_in(const std::vector<Line>& journal) {
  std::set<std::string> names;
  for (const auto& line : journal) {
    for (const auto& transition : *line.transitions) {
      names.insert(core::step_of(transition).name);
      std::visit(NamesOfTransition{names}, transition);
    }
  }
  return names;
}

Held hold(const std::vector<Cited>& written, const std::vector<Cited>& journal,
          const std::set<std::string>& names) {
  Held held;
  const auto known = words_of_lines(written, journal);
  const auto known_names = words_of_names(names);
  for (const auto& sentence : written) {
    if (is_supported(sentence, known, known_names)) {
      held.kept.push_back(sentence);
    } else {
      ++held.dropped;
    }
  }
  return held;
}

}  // namespace baton::context

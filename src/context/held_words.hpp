#pragma once

#include <string>
#include <string_view>

// What single words of English and French say in a sentence about a run. Each word is as
// core::words_of() gives it, without accents. Pure; any thread.
namespace baton::context {

// Whether a word says how many, when, how something ended, or that something is not so. Such a word
// is never taken from a sentence without the journal.
bool is_held_word(std::string_view word);
// The month that a word names, from 1 to 12; zero: it names none.
int month_number(std::string_view word);
// Whether a word is the English name of a month.
bool is_english_month(std::string_view word);
// Whether a word only joins others and names nothing, so that a sentence may begin with it:
// "after".
bool is_joining_word(std::string_view word);
// Whether a word is what Baton itself calls a part of the work: "step", "team".
bool is_word_of_work(std::string_view word);

// Whether a word says what people do with a decision: "agreed".
bool is_deed(std::string_view word);
// Whether a word may stand between the one who does something and the deed: "has", "also".
bool stands_before_deed(std::string_view word);
// Whether the word behind this one says who did it: "by".
bool leads_to_doer(std::string_view word);

// The form in which two words are compared. French words for how something ended lose the letters
// of the feminine and of the plural: "rejete" for "rejetees". Every other word stays the same.
std::string compared_form(std::string word);

}  // namespace baton::context

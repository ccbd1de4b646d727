#include "render/numbers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const MONTH[2][12] = {{"januari", "februari", "maart", "april", "mei", "juni", "juli",
                                          "augustus", "september", "oktober", "november", "december"},
                                         {"January", "February", "March", "April", "May", "June", "July",
                                          "August", "September", "October", "November", "December"}};

const char *number_missing(Language language)
{
    return language == LANGUAGE_DUTCH ? "niet te bepalen" : "not known";
}

/* Digits with a separator before each group of three; whole has no sign. Returns the end. */
static char *group_digits(const char *whole, size_t digits, char separator, char *text)
{
    for (size_t i = 0; i < digits; i++) {
        if (i > 0 && (digits - i) % 3 == 0) *text++ = separator;
        *text++ = whole[i];
    }
    return text;
}

static bool is_zero(const char *text)
{
    return strpbrk(text, "123456789") == NULL;
}

void number_text(Language language, double value, int decimals, char *ret_text)
{
    char plain[NUMBER_TEXT];
    bool dutch = language == LANGUAGE_DUTCH;

    if (!isfinite(value)) {
        strcpy(ret_text, number_missing(language));
        return;
    }
    if (decimals < 0) decimals = 0;
    if (decimals > 6) decimals = 6;
    if (fabs(value) >= 1e15) {
        snprintf(ret_text, NUMBER_TEXT, "%.2e", value);
        for (char *at = ret_text; *at; at++)
            if (*at == '.' || *at == ',') *at = dutch ? ',' : '.';
        return;
    }
    snprintf(plain, sizeof plain, "%.*f", decimals, fabs(value));
    size_t digits = strspn(plain, "0123456789");
    char *text = ret_text;
    if (value < 0 && !is_zero(plain)) *text++ = '-';
    text = group_digits(plain, digits, dutch ? '.' : ',', text);
    if (decimals > 0) {
        *text++ = dutch ? ',' : '.';
        memcpy(text, plain + strlen(plain) - (size_t)decimals, (size_t)decimals);
        text += decimals;
    }
    *text = '\0';
}

int number_decimals(const double *value, size_t count)
{
    int decimals = 0;

    for (size_t i = 0; i < count; i++) {
        double scale = 1;
        for (int d = 0; d < decimals; d++)
            scale *= 10;
        while (decimals < 6 &&
               fabs(value[i] * scale - nearbyint(value[i] * scale)) > 1e-6 * fabs(value[i] * scale)) {
            scale *= 10;
            decimals++;
        }
    }
    return decimals;
}

void percent_text(Language language, double share, int decimals, char *ret_text)
{
    number_text(language, share * 100, decimals, ret_text);
    if (isfinite(share)) strcat(ret_text, "%");
}

void range_text(Language language, double low, double high, int decimals, char *ret_text)
{
    char from[NUMBER_TEXT], to[NUMBER_TEXT];

    if (!isfinite(low) || !isfinite(high)) {
        strcpy(ret_text, number_missing(language));
        return;
    }
    number_text(language, low, decimals, from);
    number_text(language, high, decimals, to);
    snprintf(ret_text, NUMBER_TEXT, "%.28s\u2013%.28s", from, to);
}

static bool date_exists(int year, int month, int day)
{
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && leap);
}

void date_text(Language language, int year, int month, int day, char *ret_text)
{
    if (!date_exists(year, month, day))
        strcpy(ret_text, number_missing(language));
    else if (language == LANGUAGE_DUTCH)
        snprintf(ret_text, NUMBER_TEXT, "%02d-%02d-%04d", day, month, year);
    else
        snprintf(ret_text, NUMBER_TEXT, "%d %.3s %d", day, MONTH[1][month - 1], year);
}

void date_long_text(Language language, int year, int month, int day, char *ret_text)
{
    if (!date_exists(year, month, day))
        strcpy(ret_text, number_missing(language));
    else
        snprintf(ret_text, NUMBER_TEXT, "%d %s %d", day, MONTH[language == LANGUAGE_ENGLISH][month - 1],
                 year);
}

void month_long_text(Language language, int year, int month, char *ret_text)
{
    if (!date_exists(year, month, 1))
        strcpy(ret_text, number_missing(language));
    else
        snprintf(ret_text, NUMBER_TEXT, "%s %d", MONTH[language == LANGUAGE_ENGLISH][month - 1], year);
}

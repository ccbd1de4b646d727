#include "src/design_words.h"

#include "geo/error.h"
#include "src/config.h"
#include "src/exchange/fields.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *const KIND_KEYS[DESIGN_KINDS] = {"lamp", "camera", "meeting_place", "path", "greenery", "patrol"};
static const char *const KIND_WORDS[DESIGN_KINDS] = {N_("lamp"), N_("camera"), N_("meeting place"), N_("path"), N_("greenery"), N_("surveillance")};
static const char *const CHANGE_KEYS[DESIGN_CHANGES] = {"new", "moved", "removed", "unchanged"};
static const char *const CHANGE_WORDS[DESIGN_CHANGES] = {N_("new"), N_("moved"), N_("removed"), N_("unchanged")};

/* Beginnings of words, folded; with a '.' behind it, the whole word. */
static const char *const KINDS[DESIGN_KINDS] = {
    "lamp,lantaarn,lantaren,lichtmast,lichtpunt,verlichting,armatuur,armaturen,mast,light,luminaire,ovl.",
    "camera,cctv.",
    "jop.,jops.,jongerenontmoetingsplek,jongerenplek,jongerenplaats,ontmoetingsplek,ontmoetingsplaats,ontmoeting,hangplek,meetingplace,meeting",
    "pad.,paden.,voetpad,fietspad,wandelpad,looproute,looplijn,route,path,footpath,footway,cycleway",
    "groen,boom.,bomen.,beplanting,struik,heesters,haag.,hagen.,heg.,gras,plantsoen,green,tree,hedge,planting,shrub",
    "surveillance,patrouille,toezicht,handhaving,boa.,boas.,wijkagent,patrol,enforcement",
};
static const char *const CHANGES[DESIGN_CHANGES] = {
    "nieuw,new.,plaatsen.,geplaatst,toevoegen,aanleg,ontwerp.,proposed",
    "verplaats,verzet,verschoven,moved.,move.,relocated",
    "verwijder,vervalt.,vervallen.,weg.,weghalen,sloop,slopen,opruimen,opheffen,removed.,remove.,demolish,deleted.",
    "bestaand,existing,blijft.,handhaven.,gehandhaafd,ongewijzigd,unchanged",
};

const char *design_kind_key(DesignKind kind)
{
    return KIND_KEYS[kind];
}

const char *design_change_key(DesignChange change)
{
    return CHANGE_KEYS[change];
}

const char *design_kind_word(DesignKind kind)
{
    return _(KIND_WORDS[kind]);
}

const char *design_change_word(DesignChange change)
{
    return _(CHANGE_WORDS[change]);
}

/* Whether one entry of a list is the word, or what it begins with. */
static bool is_no_match(const char *entry, void *context)
{
    const char *word = context;
    size_t length = strlen(entry);
    if (length > 0 && entry[length - 1] == '.') return strlen(word) != length - 1 || strncmp(entry, word, length - 1) != 0;
    return strncmp(entry, word, length) != 0;
}

static int list_of(const char *const *lists, int count, const char *word)
{
    char copy[64];
    snprintf(copy, sizeof copy, "%.63s", word);
    for (int i = 0; i < count; i++)
        if (!config_each(lists[i], is_no_match, copy)) return i;
    return -1;
}

/* The next word of a text, folded; NULL at the end. */
static const char *next_word(const char *at, char *ret_word, size_t size)
{
    static const char apart[] = " _-.,;:/\\()[]$|\t\r\n";
    at += strspn(at, apart);
    size_t length = strcspn(at, apart);
    if (length == 0) return NULL;
    field_fold(at, length, ret_word, size);
    return at + length;
}

bool design_kind_read(const char *text, DesignKind *ret_kind)
{
    char word[64], pair[128] = "";
    for (const char *at = text; (at = next_word(at, word, sizeof word)) != NULL;) {
        int found = list_of(KINDS, DESIGN_KINDS, word);
        if (found >= 0) return *ret_kind = (DesignKind)found, true;
    }
    field_fold(text, strlen(text), pair, sizeof pair); /* "ontmoetings plek", "meeting_place" */
    int found = list_of(KINDS, DESIGN_KINDS, pair);
    if (found < 0) return false;
    *ret_kind = (DesignKind)found;
    return true;
}

bool design_change_read(const char *text, DesignChange *ret_change)
{
    char word[64];
    int found = -1;
    bool away = false;
    for (const char *at = text; (at = next_word(at, word, sizeof word)) != NULL;) {
        int here = list_of(CHANGES, DESIGN_CHANGES, word);
        if (here < 0) continue;
        if (strcmp(word, "weg") == 0) away = true; /* away, or a road: WEG_NIEUW */
        else if (found >= 0 && here != found) return false;
        else found = here;
    }
    if (found < 0 && !away) return false;
    *ret_change = found >= 0 ? (DesignChange)found : CHANGE_REMOVED;
    return true;
}

/* ---- fields ---- */

static const char *const FIELD_NAMES[DESIGN_FIELDS] = {
    "object,soort,type,kind,objecttype,objectsoort", "change,wijziging,mutatie,status,actie,action", "name,naam,omschrijving,label,code,mastnr,nummer",
    "reach_m,bereik_m,bereik,reach,range,range_m", "direction_deg,richting,kijkrichting,direction,azimuth", "angle_deg,hoek,openingshoek,beeldhoek,angle,fov",
};

static bool differs_folded(const char *entry, void *context)
{
    char folded[64];
    field_fold(entry, strlen(entry), folded, sizeof folded);
    return strcmp(folded, context) != 0;
}

bool design_field_read(const char *name, DesignField *ret_field)
{
    char folded[64];
    field_fold(name, strlen(name), folded, sizeof folded);
    for (int field = 0; field < DESIGN_FIELDS; field++)
        if (!config_each(FIELD_NAMES[field], differs_folded, folded)) return *ret_field = (DesignField)field, true;
    return false;
}

/* ---- labels ---- */

static bool is_label_word(DesignField field)
{
    return field == FIELD_REACH || field == FIELD_DIRECTION || field == FIELD_ANGLE;
}

/* A number behind a word, as "richting 5", "hoek: 70" or "bereik = 12,5 m"; false when there is none. */
static bool number_behind(const char *at, double *ret_value)
{
    at += strspn(at, " :=");
    size_t length = strspn(at, "-0123456789.,");
    while (length > 0 && (at[length - 1] == ',' || at[length - 1] == '.')) length--;
    return length > 0 && (number_read(at, length, DECIMAL_POINT, ret_value) || number_read(at, length, DECIMAL_COMMA, ret_value));
}

void design_label_read(const char *label, char *ret_name, size_t size, double *reach_m, double *direction_deg, double *angle_deg)
{
    char word[64];
    size_t name = strlen(label);
    DesignField field;
    for (const char *at = label, *end; (end = next_word(at, word, sizeof word)) != NULL; at = end) {
        double value;
        const char *begin = at + strspn(at, " _-.,;:/\\()[]$|\t\r\n");
        if (!design_field_read(word, &field) || !is_label_word(field) || !number_behind(end, &value)) continue;
        *(field == FIELD_REACH ? reach_m : field == FIELD_DIRECTION ? direction_deg : angle_deg) = value;
        if ((size_t)(begin - label) < name) name = (size_t)(begin - label);
    }
    while (name > 0 && (isspace((unsigned char)label[name - 1]) || strchr(";,:(-|", label[name - 1]) != NULL)) name--;
    while (name > 0 && isspace((unsigned char)*label)) label++, name--;
    snprintf(ret_name, size, "%.*s", (int)name, label);
    for (char *c = ret_name; *c != '\0'; c++)
        if ((unsigned char)*c < ' ') *c = ' ';
}

#include "src/mapping.h"

#include "src/code_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const field_names[FIELD_COUNT] = {
    [FIELD_EXTERNAL_ID] = "external_id",
    [FIELD_KIND] = "kind",
    [FIELD_CATEGORY] = "category",
    [FIELD_SUBCATEGORY] = "subcategory",
    [FIELD_DATE] = "date",
    [FIELD_TIME] = "time",
    [FIELD_DATE_TO] = "date_to",
    [FIELD_TIME_TO] = "time_to",
    [FIELD_OCCURRED_FROM] = "occurred_from",
    [FIELD_OCCURRED_TO] = "occurred_to",
    [FIELD_REPORTED_ON] = "reported_on",
    [FIELD_X] = "x",
    [FIELD_Y] = "y",
    [FIELD_LON] = "lon",
    [FIELD_LAT] = "lat",
    [FIELD_LOCATION] = "location",
    [FIELD_PRECISION_M] = "precision_m",
    [FIELD_GROUPS] = "groups",
    [FIELD_VICTIM_SEX] = "victim_sex",
    [FIELD_PERPETRATOR_SEX] = "perpetrator_sex",
    [FIELD_RELATION] = "relation",
    [FIELD_SEVERITY] = "severity",
    [FIELD_REPORTER] = "reporter",
    [FIELD_ADDRESS_AREA] = "address_area",
};

/* The names by which columns are known without being told: a field, a rank, and folded names (field_fold)
 * between blanks. Of two columns that could be one field the lower rank wins; two of the same rank are
 * refused. */
static const struct {
    Field field;
    int rank;
    const char *names;
} known_names[] = {
    {FIELD_EXTERNAL_ID, 1,
     " externalid id uid nummer meldnummer dossiernr dossiernummer meldingsnummer meldingnummer meldingid "
     "zaaknummer zaakid incidentnummer "
     "incidentid "
     "registratienummer bvhnummer procesverbaalnummer reportid crimeid caseid casenumber respondentnummer "
     "volgnummer "
     "reference referentie kenmerk signaalid signalid uuid guid responseid antwoordid identificatie "},
    {FIELD_EXTERNAL_ID, 2, " objectid fid ogcfid gid nr rij "},
    {FIELD_KIND, 1,
     " kind soortmelding aard meldingsoort typemelding reportkind gevoelofvoorval voorvalofgevoel "},
    {FIELD_CATEGORY, 1,
     " category categorie crimetype offensetype offencetype incidenttype typeincident typevoorval "
     "soortvoorval "
     "soortincident delict delictsoort feit hoofdcategorie maincategory maatschappelijkeklasse mk "
     "typeoverlast "
     "categorymain categoryparentname incidentcategory incidentcategorie offensecategory typediscriminatie vormvangeweld typegeweld "
     "watgebeurdeer watisergebeurd watgebeurde "
     "watiservoorgevallen wathebjemeegemaakt voorval gebeurtenis "},
    {FIELD_SUBCATEGORY, 2, " subslug categorysubslug "},
    {FIELD_CATEGORY, 2, " mainslug categorymainslug type soort klasse omschrijvingmk primarytype grond "},
    {FIELD_CATEGORY, 3, " gevoel "},
    {FIELD_KIND, 3, " soort type "},
    {FIELD_SUBCATEGORY, 1, " subcategory subcategorie categorysub categoryname incidentsubtype subtype offensecode detail "},
    {FIELD_DATE, 1,
     " date datum datumvoorval voorvaldatum datumincident incidentdatum incidentdate pleegdatum datumpleeg "
     "dateofincident "
     "datumgebeurtenis offensedate occurreddate datevan begindatum startdatum datumvan datumvanaf "
     "pleegdatumvan "
     "pleegdatumbegin dag wanneer opwelkedag datumvanhetvoorval "},
    {FIELD_DATE, 2, " month maand jaarmaand periode "},
    {FIELD_TIME, 1,
     " time tijd tijdstip tijdvoorval voorvaltijd incidenttijd pleegtijd begintijd starttijd tijdvan "
     "tijdvanaf "
     "pleegtijdvan pleegtijdbegin uurmin uur hour timeofincident timeofday occurredtime hoelaat "
     "tijdstipvoorval "},
    {FIELD_DATE_TO, 1,
     " dateto datumtot datumtm einddatum enddate pleegdatumtot pleegdatumeind pleegdatumeinde datumeinde "},
    {FIELD_TIME_TO, 1,
     " timeto tijdtot tijdtm eindtijd endtime pleegtijdtot pleegtijdeind pleegtijdeinde tijdeinde "},
    {FIELD_OCCURRED_FROM, 1,
     " occurredfrom datumtijd datetime timestamp tijdstempel occurredat occurredon incidentdatestart "
     "begindatumtijd "
     "startdatumtijd datumtijdvan datumtijdvanaf begintijdstip incidentdatetime datumtijdvoorval datumentijd "
     "occurred gebeurdop voorgevallenop starttime from van t "},
    {FIELD_OCCURRED_TO, 1,
     " occurredto incidentdateend einddatumtijd datumtijdtot eindtijdstip occurreduntil to tot "},
    {FIELD_REPORTED_ON, 1,
     " reportedon reportedat gemeld createdat created gemeldop datummelding meldingsdatum meldingdatum "
     "melddatum "
     "reportdate "
     "datereported registratiedatum aangiftedatum datumaangifte aangemaaktop ontvangenop invuldatum "
     "submitdate "
     "submittedat ingediend ingediendop datumkennisname kennisname datumtijdmelding "},
    {FIELD_X, 1,
     " x xcoord xcoordinaat xco xrd rdx coordinaatx coordx xmeter xcoordinate pointx easting oost xcoordrd "
     "rdxcoordinaat "
     "xm xcoordinaatrd "},
    {FIELD_Y, 1,
     " y ycoord ycoordinaat yco yrd rdy coordinaaty coordy ymeter ycoordinate pointy northing noord ycoordrd "
     "rdycoordinaat ym ycoordinaatrd "},
    {FIELD_LON, 1,
     " lon lng long locationlng locationlon longitude lengtegraad lengte geolon gpslon gpslng wgs84lon lonwgs84 longitudewgs84 "},
    {FIELD_LAT, 1, " lat locationlat latitude breedtegraad breedte geolat gpslat wgs84lat latwgs84 latitudewgs84 "},
    {FIELD_LOCATION, 1,
     " wkt geom geometry geometrie thegeom point punt latlon latlng lonlat coordinates coordinaten gps "
     "gpscoordinaten "
     "geopoint geopunt wktgeom geometriewkt "},
    {FIELD_LOCATION, 2, " location locatie plaatsbepaling positie position locationgeometrie locationgeometriecoordinates geometriecoordinates "},
    {FIELD_PRECISION_M, 1,
     " precisionm precision precisie precisiem nauwkeurigheid nauwkeurigheidm accuracy accuracym "
     "geocodeprecision "
     "locatienauwkeurigheid "},
    {FIELD_GROUPS, 1,
     " groups group groep groepen doelgroep doelgroepen targetgroup slachtoffergroep groepslachtoffer "
     "bijzonderheid "
     "ikbehoortot "
     "ikben "},
    {FIELD_VICTIM_SEX, 1,
     " victimsex victimgender slachtoffergeslacht geslachtslachtoffer sexslachtoffer geslachtmelder geslacht "
     "gender sex "},
    {FIELD_PERPETRATOR_SEX, 1,
     " perpetratorsex perpetratorgender geslachtdader dadergeslacht geslachtverdachte sexdader "
     "geslachtpleger "
     "geslachtdaders "},
    {FIELD_RELATION, 1,
     " relation relatie relatiedader relatietotdader daderrelatie relationship relatiepleger "},
    {FIELD_SEVERITY, 1, " severity ernst zwaarte impact weight gewicht "},
    {FIELD_REPORTER, 1,
     " reporter reporteremail melder melderid reporterid meldersleutel reporterkey email emailmelder emailadres mailadres "
     "telefoonmelder ingediendoor respondent respondentid "},
    {FIELD_ADDRESS_AREA, 1,
     " addressarea buurt wijk buurtnaam wijknaam stadsdeel neighbourhood neighborhood "},
};

const char *field_name(Field field)
{
    return (unsigned)field < FIELD_COUNT ? field_names[field] : "";
}

bool field_from_name(const char *name, Field *ret_field)
{
    for (int i = 0; i < FIELD_COUNT; i++) {
        if (strcmp(name, field_names[i]) == 0) {
            *ret_field = (Field)i;
            return true;
        }
    }
    return false;
}

/* ---- what the configuration says ---- */

static bool copy_value(const char *key, const char *value, char *out, size_t size, Error *error)
{
    size_t length = strlen(value);
    if (length >= size)
        return error_set(error, ERROR_USAGE, _("The value of %s in the mapping is longer than %zu bytes."),
                         key, size - 1);
    memcpy(out, value, length + 1);
    return true;
}

static bool set_separator(MappingOptions *options, const char *value, Error *error)
{
    static const struct {
        const char *name;
        char separator;
    } names[] = {{",", ','},         {"comma", ','}, {"komma", ','}, {";", ';'},   {"semicolon", ';'},
                 {"puntkomma", ';'}, {"|", '|'},     {"pipe", '|'},  {"\t", '\t'}, {"\\t", '\t'},
                 {"tab", '\t'},      {"auto", '\0'}, {"", '\0'}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(value, names[i].name) == 0) {
            options->separator = names[i].separator;
            return true;
        }
    }
    return error_set(error, ERROR_USAGE,
                     _("separator = %.40s is not known; use comma, semicolon, tab, pipe or auto."), value);
}

static bool set_date_order(MappingOptions *options, const char *value, Error *error)
{
    if (strcmp(value, "dmy") == 0)
        options->date_order = DATE_ORDER_DMY;
    else if (strcmp(value, "mdy") == 0)
        options->date_order = DATE_ORDER_MDY;
    else if (strcmp(value, "auto") == 0 || *value == '\0')
        options->date_order = DATE_ORDER_UNDECIDED;
    else
        return error_set(error, ERROR_USAGE, _("date_order = %.40s is not known; use dmy, mdy or auto."),
                         value);
    return true;
}

static bool set_crs(MappingOptions *options, const char *value, Error *error)
{
    static const char prefix[] = "EPSG:";
    bool is_code = strncmp(value, prefix, sizeof prefix - 1) == 0 && value[sizeof prefix - 1] != '\0' &&
                   strspn(value + sizeof prefix - 1, "0123456789") == strlen(value + sizeof prefix - 1);
    if (*value != '\0' && strcmp(value, "auto") != 0 && !is_code)
        return error_set(error, ERROR_USAGE,
                         _("crs = %.60s is not known; write it as EPSG:28992, or leave it out."), value);
    return copy_value("crs", is_code ? value : "", options->crs, sizeof options->crs, error);
}

bool mapping_options_set(MappingOptions *options, const char *key, const char *value, Error *error)
{
    Field field;
    if (strcmp(key, "crs") == 0) return set_crs(options, value, error);
    if (strcmp(key, "layer") == 0)
        return copy_value(key, value, options->layer, sizeof options->layer, error);
    if (strcmp(key, "encoding") == 0) return encoding_from_name(value, &options->encoding, error);
    if (strcmp(key, "separator") == 0) return set_separator(options, value, error);
    if (strcmp(key, "date_order") == 0) return set_date_order(options, value, error);
    if (field_from_name(key, &field))
        return copy_value(key, value, options->column[field], sizeof options->column[field], error);
    return error_set(
        error, ERROR_USAGE,
        _("%.60s is not a key of a mapping; use a field such as date, category, x or y, or crs, layer, "
          "encoding, separator or date_order."),
        key);
}

/* ---- whose export ---- */

static bool one_is(const char *const *names, size_t count, const char *known)
{
    char folded[MAPPING_NAME_BYTES], wanted[MAPPING_NAME_BYTES + 2];
    for (size_t i = 0; i < count; i++) {
        field_fold(names[i], strlen(names[i]), folded, sizeof folded);
        snprintf(wanted, sizeof wanted, " %s ", folded);
        if (strstr(known, wanted) != NULL) return true;
    }
    return false;
}

const char *mapping_made_by(const char *const *names, size_t count)
{
    bool signalen = one_is(names, count, " maincategory categorymain categoryparentname mainslug ") && one_is(names, count, " subcategory categorysub categoryname subslug ") &&
                    one_is(names, count, " createdat ");
    return signalen ? "Signalen" : "";
}

/* ---- resolving ---- */

typedef struct Columns {
    const char *const *name;
    char (*folded)[MAPPING_NAME_BYTES];
    size_t count;
} Columns;

/* "mapping meldpunt" or the words for none, for the sentences. */
static const char *mapping_label(const MappingOptions *options)
{
    return options->name[0] ? options->name : "NAME";
}

/* Index of the column with a name: exactly, else folded. -1: none; -2: more than one. */
static int find_column(const Columns *columns, const char *name)
{
    char folded[MAPPING_NAME_BYTES];
    int exact = -1, found = -1;
    size_t length = field_fold(name, strlen(name), folded, sizeof folded);
    for (size_t i = 0; i < columns->count; i++) {
        if (strcmp(columns->name[i], name) == 0) exact = exact == -1 ? (int)i : -2;
        if (length > 0 && strcmp(columns->folded[i], folded) == 0) found = found == -1 ? (int)i : -2;
    }
    return exact != -1 ? exact : found;
}

/* A value for all rows: 'quoted', or plain for the few fields whose values cannot be mistaken. */
static bool read_constant(Field field, const char *value, char *out, size_t size)
{
    size_t length = strlen(value);
    char quote = value[0];
    if (length >= 2 && (quote == '\'' || quote == '"') && value[length - 1] == quote && length - 2 < size) {
        memcpy(out, value + 1, length - 2);
        out[length - 2] = '\0';
        return true;
    }
    ReportKind kind;
    double number;
    bool is_plain = (field == FIELD_KIND && kind_read(value, length, &kind)) ||
                    (field == FIELD_PRECISION_M && number_read(value, length, DECIMAL_UNDECIDED, &number)) ||
                    (field == FIELD_GROUPS && (groups_read(value, length) & ~(unsigned)GROUP_OTHER) != 0);
    if (!is_plain || length >= size) return false;
    memcpy(out, value, length + 1);
    return true;
}

static bool resolve_configured(const MappingOptions *options, const Columns *columns, Mapping *mapping,
                               Error *error)
{
    for (int f = 0; f < FIELD_COUNT; f++) {
        const char *value = options->column[f];
        if (*value == '\0') continue;
        int column = find_column(columns, value);
        if (column == -2)
            return error_set(error, ERROR_INPUT,
                             _("More than one column is called \"%.60s\", which mapping %s names for %s; "
                               "rename one in the "
                               "file."),
                             value, mapping_label(options), field_names[f]);
        if (column >= 0)
            mapping->column[f] = column;
        else if (!read_constant((Field)f, value, mapping->constant[f], sizeof mapping->constant[f]))
            return error_set(
                error, ERROR_INPUT,
                _("There is no column \"%.60s\", which mapping %s names for %s; correct the name there "
                  "(a fixed value goes between quotes)."),
                value, mapping_label(options), field_names[f]);
    }
    return true;
}

static bool names_hold(const char *names, const char *folded)
{
    char wanted[MAPPING_NAME_BYTES + 2];
    if (*folded == '\0' || strchr(folded, ' ')) return false;
    snprintf(wanted, sizeof wanted, " %s ", folded);
    return strstr(names, wanted) != NULL;
}

static bool is_claimed(const Mapping *mapping, int column)
{
    for (int f = 0; f < FIELD_COUNT; f++) {
        if (mapping->column[f] == column) return true;
    }
    return false;
}

/* Recognises columns by the names of one rank. */
static bool recognise_rank(const MappingOptions *options, const Columns *columns, int rank, Mapping *mapping,
                           Error *error)
{
    for (size_t k = 0; k < sizeof known_names / sizeof known_names[0]; k++) {
        Field field = known_names[k].field;
        if (known_names[k].rank != rank || mapping->column[field] >= 0 || mapping->constant[field][0])
            continue;
        for (size_t i = 0; i < columns->count; i++) {
            if (!names_hold(known_names[k].names, columns->folded[i]) || is_claimed(mapping, (int)i))
                continue;
            int first = mapping->column[field];
            if (first >= 0 && strcmp(columns->name[first], columns->name[i]) == 0)
                return error_set(error, ERROR_INPUT,
                                 _("Two columns are called \"%.60s\", and either could be %s; rename one of "
                                   "them in the file."),
                                 columns->name[i], field_names[field]);
            if (first >= 0)
                return error_set(
                    error, ERROR_INPUT,
                    _("The columns \"%.60s\" and \"%.60s\" could both be %s; choose with %s = ... in "
                      "[mapping %s]."),
                    columns->name[first], columns->name[i], field_names[field], field_names[field],
                    mapping_label(options));
            mapping->column[field] = (int)i;
        }
    }
    return true;
}

static bool has(const Mapping *mapping, Field field)
{
    return mapping->column[field] >= 0 || mapping->constant[field][0] != '\0';
}

/* Whether the configuration itself says where the place stands. */
static bool names_place(const MappingOptions *options)
{
    static const Field fields[] = {FIELD_X, FIELD_Y, FIELD_LON, FIELD_LAT, FIELD_LOCATION};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (options->column[fields[i]][0]) return true;
    }
    return false;
}

void mapping_list_names(const char *const *names, size_t count, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; i < count && length + 1 < size; i++) {
        int n = snprintf(out + length, size - length, "%s%.40s", i ? ", " : "", names[i]);
        if (n < 0 || (size_t)n >= size - length) break;
        length += (size_t)n;
    }
    out[length] = '\0';
}

static bool refuse_incomplete(const MappingOptions *options, const Columns *columns, const Mapping *mapping,
                              bool has_points, Error *error)
{
    char names[240];
    mapping_list_names(columns->name, columns->count, names, sizeof names);
    bool has_place = has_points || (has(mapping, FIELD_X) && has(mapping, FIELD_Y)) ||
                     (has(mapping, FIELD_LON) && has(mapping, FIELD_LAT)) || has(mapping, FIELD_LOCATION);
    if (!has_place && code_table_is_statline(columns->name, columns->count))
        return error_set(error, ERROR_INPUT, _("this is a table of StatLine and holds no reports; join it to the layer of buurten with join = FILE in [layer ...]."));
    if (!has_place)
        return error_set(
            error, ERROR_INPUT,
            _("No column with the location was found among: %s; name it with x and y, lon and lat, or "
              "location in [mapping %s]."),
            names, mapping_label(options));
    if (!has(mapping, FIELD_DATE) && !has(mapping, FIELD_OCCURRED_FROM))
        return error_set(
            error, ERROR_INPUT,
            _("No column with the date was found among: %s; name it with date or occurred_from in "
              "[mapping %s]."),
            names, mapping_label(options));
    return true;
}

/* One field may have been found in more than one form; the more precise one is kept. */
static void drop_doubles(const MappingOptions *options, bool has_points, Mapping *mapping)
{
    bool use_points = has_points && !names_place(options);
    bool by_metres = has(mapping, FIELD_X) && has(mapping, FIELD_Y),
         by_degrees = has(mapping, FIELD_LON) && has(mapping, FIELD_LAT);
    if (options->column[FIELD_LON][0] && by_degrees) by_metres = false;
    if (options->column[FIELD_LOCATION][0]) by_metres = by_degrees = false;
    if (use_points || !by_metres) mapping->column[FIELD_X] = mapping->column[FIELD_Y] = -1;
    if (use_points || by_metres || !by_degrees) mapping->column[FIELD_LON] = mapping->column[FIELD_LAT] = -1;
    if (use_points || by_metres || by_degrees) mapping->column[FIELD_LOCATION] = -1;
    if (mapping->column[FIELD_DATE] >= 0 && mapping->column[FIELD_OCCURRED_FROM] >= 0) {
        if (options->column[FIELD_DATE][0] && !options->column[FIELD_OCCURRED_FROM][0])
            mapping->column[FIELD_OCCURRED_FROM] = -1;
        else
            mapping->column[FIELD_DATE] = -1;
    }
    /* The day on which something was reported stands in for the day on which it happened only when told to.
     */
}

bool mapping_resolve(const MappingOptions *options, const char *const *names, size_t count, bool has_points,
                     Mapping *ret_mapping, Error *error)
{
    Columns columns = {.name = names, .count = count, .folded = calloc(count + 1, MAPPING_NAME_BYTES)};
    if (!columns.folded) return error_memory(error, (double)count * MAPPING_NAME_BYTES);
    for (size_t i = 0; i < count; i++)
        field_fold(names[i], strlen(names[i]), columns.folded[i], MAPPING_NAME_BYTES);
    Mapping mapping = {0};
    for (int f = 0; f < FIELD_COUNT; f++)
        mapping.column[f] = -1;
    bool done = resolve_configured(options, &columns, &mapping, error) &&
                recognise_rank(options, &columns, 1, &mapping, error) &&
                recognise_rank(options, &columns, 2, &mapping, error) &&
                recognise_rank(options, &columns, 3, &mapping, error) &&
                refuse_incomplete(options, &columns, &mapping, has_points, error);
    free(columns.folded);
    if (!done) return false;
    drop_doubles(options, has_points, &mapping);
    *ret_mapping = mapping;
    return true;
}

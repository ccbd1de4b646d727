#include "tests/support/assert_near.h"

#include "geo/random.h"

/* The numbers that the authors' reference code gives (also in the tests of the Rust crate rand_xoshiro). */
static void gives_the_published_numbers(void **state)
{
    (void)state;
    Random random = {{1, 2, 3, 4}};
    static const uint64_t expected[] = {UINT64_C(11520),
                                        0,
                                        UINT64_C(1509978240),
                                        UINT64_C(1215971899390074240),
                                        UINT64_C(1216172134540287360),
                                        UINT64_C(607988272756665600),
                                        UINT64_C(16172922978634559625),
                                        UINT64_C(8476171486693032832)};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_true(random_bits(&random) == expected[i]);
    Random seeded = random_init(UINT64_C(1477776061723855037));
    assert_true(seeded.state[0] == UINT64_C(1985237415132408290));
    assert_true(seeded.state[1] == UINT64_C(2979275885539914483));
    assert_true(seeded.state[2] == UINT64_C(13511426838097143398));
    assert_true(seeded.state[3] == UINT64_C(8488337342461049707));
}

static void streams_differ(void **state)
{
    (void)state;
    Random a = random_stream(7, 0), b = random_init(7), c = random_stream(7, 1), d = random_stream(8, 1);
    assert_memory_equal(&a, &b, sizeof a);
    assert_memory_not_equal(&a, &c, sizeof a);
    assert_memory_not_equal(&c, &d, sizeof a);
}

static void uniform_and_below_are_even(void **state)
{
    (void)state;
    Random random = random_init(1);
    enum { DRAWS = 200000, BINS = 7 };
    double sum = 0, squares = 0, bin[BINS] = {0};
    for (int i = 0; i < DRAWS; i++) {
        double u = random_uniform(&random);
        assert_true(u >= 0 && u < 1);
        sum += u;
        squares += u * u;
        bin[random_below(&random, BINS)]++;
    }
    assert_near(sum / DRAWS, 0.5, 4 * sqrt(1.0 / 12 / DRAWS));
    assert_near(squares / DRAWS, 1.0 / 3, 4 * sqrt(4.0 / 45 / DRAWS));
    double chi_square = 0, even = (double)DRAWS / BINS;
    for (int b = 0; b < BINS; b++)
        chi_square += (bin[b] - even) * (bin[b] - even) / even;
    assert_true(chi_square < 22.5); /* the 0.1 % point of 6 degrees of freedom */
}

/* Three quarters of all numbers of 64 bits: what is drawn anew must not make the lowest third likelier, as a mere remainder would. */
static void below_is_even_for_large_limits(void **state)
{
    (void)state;
    Random random = random_init(3);
    enum { DRAWS = 30000 };
    uint64_t limit = UINT64_C(3) << 62, third = UINT64_C(1) << 62;
    double bin[3] = {0};
    for (int i = 0; i < DRAWS; i++) {
        uint64_t drawn = random_below(&random, limit);
        assert_true(drawn < limit);
        bin[drawn / third]++;
    }
    for (int b = 0; b < 3; b++)
        assert_near(bin[b] / DRAWS, 1.0 / 3, 4 * sqrt(2.0 / 9 / DRAWS));
}

/* Mean and variance of a Poisson variable are its parameter, and each count has its own probability. */
static void poisson_has_its_moments(void **state)
{
    (void)state;
    static const double means[] = {0.3, 1, 4, 9.99, 10, 37.5, 1000};
    Random random = random_init(2);
    enum { DRAWS = 100000 };
    for (size_t m = 0; m < sizeof means / sizeof *means; m++) {
        double mean = means[m], sum = 0, squares = 0, at_mode = 0, mode = floor(mean);
        for (int i = 0; i < DRAWS; i++) {
            double k = random_poisson(&random, mean);
            sum += k;
            squares += (k - mean) * (k - mean);
            at_mode += k == mode;
        }
        assert_near(sum / DRAWS, mean, 4 * sqrt(mean / DRAWS));
        assert_near(squares / DRAWS, mean, 4 * sqrt((2 * mean * mean + mean) / DRAWS));
        double probability = exp(mode * log(mean) - mean - lgamma(mode + 1));
        assert_near(at_mode / DRAWS, probability, 4 * sqrt(probability / DRAWS));
    }
    assert_true(random_poisson(&random, 0) == 0);
}

static void poisson_of_one_has_its_distribution(void **state)
{
    (void)state;
    Random random = random_init(3);
    enum { DRAWS = 300000 };
    double seen[6] = {0}, term = exp(-1);
    for (int i = 0; i < DRAWS; i++) {
        unsigned k = random_poisson_1(&random);
        if (k < 6) seen[k]++;
    }
    for (int k = 0; k < 6; k++) {
        assert_near(seen[k] / DRAWS, term, 4 * sqrt(term / DRAWS));
        term /= k + 1;
    }
}

/* Every one of 5 x 4 ordered pairs comes as often, also when choices follow each other on one array. */
static void choices_are_even(void **state)
{
    (void)state;
    Random random = random_init(4);
    size_t index[5] = {0, 1, 2, 3, 4};
    double seen[5][5] = {{0}};
    enum { DRAWS = 40000 };
    for (int i = 0; i < DRAWS; i++) {
        random_choose(&random, index, 5, 2);
        seen[index[0]][index[1]]++;
        size_t sum = 0;
        for (int k = 0; k < 5; k++)
            sum += index[k];
        assert_int_equal(sum, 10);
    }
    for (int a = 0; a < 5; a++)
        for (int b = 0; b < 5; b++)
            if (a == b)
                assert_true(seen[a][b] == 0);
            else
                assert_near(seen[a][b], DRAWS / 20.0, 4.5 * sqrt(DRAWS / 20.0));
}

/* All of three: each of the 6 orders as often; and two of three leave each out as often. */
static void a_whole_shuffle_is_even(void **state)
{
    (void)state;
    Random random = random_init(5);
    double seen[27] = {0}, left_out[3] = {0};
    enum { DRAWS = 30000 };
    for (int i = 0; i < DRAWS; i++) {
        size_t index[3] = {0, 1, 2}, most[3] = {0, 1, 2};
        random_choose(&random, index, 3, 3);
        seen[9 * index[0] + 3 * index[1] + index[2]]++;
        random_choose(&random, most, 3, 2);
        left_out[most[2]]++;
    }
    for (int k = 0; k < 27; k++) assert_true(seen[k] == 0 || fabs(seen[k] - DRAWS / 6.0) < 4.5 * sqrt(DRAWS / 6.0));
    for (int k = 0; k < 3; k++) assert_near(left_out[k], DRAWS / 3.0, 4.5 * sqrt(DRAWS / 3.0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_shuffle_is_even),
        cmocka_unit_test(gives_the_published_numbers),         cmocka_unit_test(streams_differ),
        cmocka_unit_test(uniform_and_below_are_even),
        cmocka_unit_test(below_is_even_for_large_limits),          cmocka_unit_test(poisson_has_its_moments),
        cmocka_unit_test(poisson_of_one_has_its_distribution), cmocka_unit_test(choices_are_even),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#!/bin/sh
# Seconds of the near-repeat test, 999 deals of the days, 5 bands x 4 spans, compute only; and beside R, in turn, doing the same work
# with whole vectors (pairs found once, days looked up per deal). Both print the pairs they counted: they must agree.
set -eu
program=$(dirname "$1")/bench/near_repeat
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "Near repeats, 10 km square, half of the reports in 200 clusters, two years"
for reports in 1000 10000 30000 50000; do "$program" $reports 999; done
echo "One thread"
"$program" 10000 999 1

command -v Rscript > /dev/null || { echo "R is not installed"; exit 0; }
cat > "$work/knox.R" <<'R'
a <- scan(commandArgs(TRUE)[1], quiet = TRUE); runs <- as.integer(commandArgs(TRUE)[2])
a <- matrix(a, ncol = 3, byrow = TRUE); n <- nrow(a)
begin <- proc.time()[3]
found <- lapply(seq_len(n - 1), function(i) {
  d <- sqrt((a[(i + 1):n, 1] - a[i, 1])^2 + (a[(i + 1):n, 2] - a[i, 2])^2)
  j <- which(d <= 400); list(rep(i, length(j)), i + j, d[j]) })
i <- unlist(lapply(found, `[[`, 1)); j <- unlist(lapply(found, `[[`, 2)); d <- unlist(lapply(found, `[[`, 3))
band <- findInterval(d, c(1, 100, 200, 300), left.open = TRUE)
count <- function(day) { late <- abs(day[i] - day[j]); k <- late <= 28
  tabulate(4 * band[k] + findInterval(late[k], c(7, 14, 21), left.open = TRUE) + 1, 20) }
observed <- count(a[, 3]); set.seed(1)
dealt <- replicate(runs, count(sample(a[, 3])))
cat(observed, sprintf("R: %.3f s, expected %.1f\n", proc.time()[3] - begin, sum(rowMeans(dealt))))
R
echo "Beside R, 10,000 reports and 99 deals, in turn"
for turn in 1 2 3; do
    "$program" 10000 99 1 "$work/points"
    Rscript "$work/knox.R" "$work/points" 99
done

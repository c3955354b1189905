# Rscript quanteda.R CORPUS.jsonl LEXICON.tsv [THREADS]
# Counts of a dictionary by outlet. The last line is `cpu`, a tab and the cpu seconds from tokens to counts: the file is read
# and the corpus made before. R_LIBS may name a library that holds quanteda.
suppressMessages(library(quanteda))
asked <- commandArgs(TRUE)
quanteda_options(threads = if (length(asked) > 2) as.integer(asked[3]) else 2L, verbose = FALSE)
file <- file(asked[1], "r")
lines <- readLines(file, encoding = "UTF-8")
close(file)
articles <- jsonlite::fromJSON(paste0("[", paste(lines, collapse = ","), "]"))
list <- read.delim(asked[2], header = FALSE, quote = "", stringsAsFactors = FALSE)
lexicon <- dictionary(split(list[[2]], factor(list[[1]], unique(list[[1]]))))
texts <- corpus(articles, docid_field = "id", text_field = "text")
took <- system.time({
  words <- tokens_tolower(tokens(texts, remove_punct = TRUE))
  counts <- dfm_group(dfm(tokens_lookup(words, lexicon)), groups = outlet)
})
cat("# quanteda", as.character(packageVersion("quanteda")), sum(counts), "matches\n")
cat(sprintf("cpu\t%.3f\n", sum(took[c(1, 2)])))

"""One peer's work in a process of its own: stages.py STAGE CORPUS.jsonl LEXICON.tsv

The last line is `cpu`, a tab and the cpu seconds of the work: the file is read and parsed before the clock starts, and the
modules are loaded. The line before it says what came out, so that one can see that the same was done.
"""
import collections
import json
import sys
import time

stage, path, lexicon = sys.argv[1:4]
rows = [json.loads(line) for line in open(path, encoding="utf-8")]
texts, outlets = [row["text"] for row in rows], [row["outlet"] for row in rows]
entries = [line.rstrip("\n").split("\t") for line in open(lexicon, encoding="utf-8")]
del rows

if stage == "pyahocorasick":
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for category, pattern in entries:
        stem = pattern.rstrip("*")
        automaton.add_word(stem, (category, pattern.endswith("*"), len(stem)))
    automaton.make_automaton()
    start = time.process_time()
    counts = collections.Counter()
    for outlet, text in zip(outlets, texts):
        text = text.lower()
        for end, (category, open_end, length) in automaton.iter(text):
            begin = end - length
            # word borders, which the automaton does not know
            if begin >= 0 and text[begin].isalnum():
                continue
            if open_end or end + 1 >= len(text) or not text[end + 1].isalnum():
                counts[outlet, category] += 1
    said = f"{sum(counts.values())} matches"
elif stage == "fightingwords":
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer

    start = time.process_time()
    matrix = CountVectorizer(min_df=5).fit_transform(texts).tocsr()
    outlet_of, total = np.array(outlets), np.asarray(matrix.sum(0)).ravel()
    prior, above = total * 0.01, 0
    # log-odds with an informative Dirichlet prior, each outlet against the rest
    for outlet in sorted(set(outlets)):
        own = np.asarray(matrix[outlet_of == outlet].sum(0)).ravel()
        rest = total - own
        odds = lambda hits: np.log((hits + prior) / (hits.sum() + prior.sum() - hits - prior))
        z = (odds(own) - odds(rest)) / np.sqrt(1 / (own + prior) + 1 / (rest + prior))
        above += int((abs(z) > 1.96).sum())
    said = f"{matrix.shape[1]} words, {above} with |z| > 1.96"
elif stage == "scattertext":
    import pandas as pd
    import scattertext as st

    start = time.process_time()
    frame = pd.DataFrame({"text": texts, "outlet": outlets})
    parse = st.whitespace_nlp_with_sentences
    corpus = st.CorpusFromPandas(frame, category_col="outlet", text_col="text", nlp=parse).build()
    first = corpus.get_categories()[0]
    page = st.produce_scattertext_explorer(corpus, category=first, minimum_term_frequency=20)
    said = f"{corpus.get_num_terms()} terms, a page of {len(page)} letters"
elif stage == "convokit":
    from convokit import Corpus, FightingWords, Speaker, Utterance

    start = time.process_time()
    speakers = {outlet: Speaker(id=outlet) for outlet in set(outlets)}
    utterances = [
        Utterance(id=str(number), speaker=speakers[outlet], text=text, conversation_id=str(number))
        for number, (outlet, text) in enumerate(zip(outlets, texts))
    ]
    corpus, first = Corpus(utterances=utterances), min(speakers)
    words = FightingWords(ngram_range=(1, 1))
    words.fit(corpus, class1_func=lambda u: u.speaker.id == first, class2_func=lambda u: u.speaker.id != first)
    said = f"{len(words.summarize(corpus))} words, one outlet against the rest"
else:
    sys.exit(f"`{stage}` is no stage")
seconds = time.process_time() - start
print(f"# {said}")
print(f"cpu\t{seconds:.3f}")

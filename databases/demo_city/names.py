"""Made-up Chinese names: common surnames by their weight, given names of one or two characters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SURNAMES = list(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"
)
WEIGHTS = 1 / np.arange(8, 8 + len(SURNAMES))
MALE = list("伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆良海山仁江宁贵福生龙元全胜学祥才发成康星光天达安岩中茂进林有坚和彪博诚先敬震振壮")
FEMALE = list("芳娜敏静丽艳娟霞燕玲桂英秀兰珍珠梅红莉云琴莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤贞莹欣婷雅慧巧美倩婉娴瑾颖露瑶怡婵雁蓓仪荷丹蓉眉君琪")


def surnames(rng: np.random.Generator, count: int) -> NDArray[np.str_]:
    return rng.choice(np.array(SURNAMES), count, p=WEIGHTS / WEIGHTS.sum())


def given_names(rng: np.random.Generator, female: NDArray[np.bool_]) -> NDArray[np.str_]:
    """One given name each; two in three have two characters."""
    count = len(female)
    first = np.where(female, rng.choice(np.array(FEMALE), count), rng.choice(np.array(MALE), count))
    second = np.where(female, rng.choice(np.array(FEMALE), count), rng.choice(np.array(MALE), count))
    return np.char.add(first, np.where(rng.random(count) < 0.66, second, ""))

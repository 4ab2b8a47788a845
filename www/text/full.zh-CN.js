// 完整词汇的中文：演示页用不到的运算、层、损失、优化器……它们的句子，只和完整模块一起加载。键与 `chalkgrad::texts()` 相同。

export default {};

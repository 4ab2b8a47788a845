// 工作台（计算图、梯度检查、损失曲面……）的中文。

export default {};

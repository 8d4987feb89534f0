namespace EdgeKd.Data.Randomness;

/// <summary>What random numbers are for; two purposes never share numbers, whatever their seeds.</summary>
internal enum RandomStream : ulong
{
    Order = 1,
    Augmentation = 2,
    ValidationSplit = 3,
    TestSplit = 4,
    TrainShapes = 5,
    TestShapes = 6,
    LabelledPart = 7,
    Selection = 8,
    ClassQuotas = 9,
    ClassPasses = 10,
    LongTail = 11,
    Mixing = 12,
    GroupSplit = 13,
    ShardOrder = 14,
}

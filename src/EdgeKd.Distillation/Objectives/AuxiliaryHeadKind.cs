namespace EdgeKd.Distillation.Objectives;

/// <summary>The head of a student that the teacher's loss sees.</summary>
public enum AuxiliaryHeadKind
{
    /// <summary>One linear layer: for a student of the teacher's family.</summary>
    Linear,

    /// <summary>A hidden layer of 200: for a student of another family.</summary>
    Nonlinear,

    /// <summary>The main head itself: both losses on one classifier, which harms it. Shows why there are two.</summary>
    Shared,
}

using EdgeKd.Models;

namespace EdgeKd.Pipeline.Recipes;

/// <summary>What a recipe's sections say of a network, but for the classes, which come from the data.</summary>
internal static class NetworkOptions
{
    public static ModelOptions Of(TeacherSourceSection teacher) =>
        new() { Width = teacher.Width, Stem = teacher.Stem, Stage2Stride = teacher.Stage2Stride };

    public static ModelOptions Of(StudentSection student) =>
        new() { Width = student.Width, Stem = student.Stem, Stage2Stride = student.Stage2Stride, Dropout = student.Dropout };
}

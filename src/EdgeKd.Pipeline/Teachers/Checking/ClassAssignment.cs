namespace EdgeKd.Pipeline.Teachers.Checking;

/// <summary>The assignment of a teacher's logits to the data's classes that makes most of its answers right.</summary>
/// <remarks>
/// The linear assignment problem by shortest augmenting paths with potentials, O(rows² · columns) (Kuhn, 1955; Jonker and Volgenant, 1987).
/// </remarks>
internal static class ClassAssignment
{
    /// <summary>Finds for each row a column of its own so that the sum of the chosen counts is largest.</summary>
    /// <param name="counts">Counts, rows×columns; at least as many columns as rows.</param>
    /// <returns>The column of each row.</returns>
    /// <exception cref="ArgumentException">There are more rows than columns.</exception>
    public static int[] Best(int[,] counts)
    {
        var (rows, columns) = (counts.GetLength(0), counts.GetLength(1));
        if (rows > columns)
            throw new ArgumentException($"{rows} classes cannot each have one of {columns} logits.");
        // Rows and columns are counted from 1; column 0 stands for the row that is being placed.
        var rowPotential = new long[rows + 1];
        var columnPotential = new long[columns + 1];
        var rowOf = new int[columns + 1];
        for (var row = 1; row <= rows; row++)
            Place(row);

        var assignment = new int[rows];
        for (var column = 1; column <= columns; column++)
        {
            if (rowOf[column] > 0)
                assignment[rowOf[column] - 1] = column - 1;
        }
        return assignment;

        void Place(int row)
        {
            var cheapest = new long[columns + 1];
            var cameFrom = new int[columns + 1];
            var visited = new bool[columns + 1];
            Array.Fill(cheapest, long.MaxValue);
            rowOf[0] = row;
            var at = 0;
            while (rowOf[at] != 0)
            {
                visited[at] = true;
                at = Step(at);
            }
            for (; at != 0; at = cameFrom[at])
                rowOf[at] = rowOf[cameFrom[at]];

            int Step(int from)
            {
                var (next, step) = (0, long.MaxValue);
                for (var column = 1; column <= columns; column++)
                {
                    if (visited[column])
                        continue;
                    var reduced = -counts[rowOf[from] - 1, column - 1] - rowPotential[rowOf[from]] - columnPotential[column];
                    if (reduced < cheapest[column])
                        (cheapest[column], cameFrom[column]) = (reduced, from);
                    if (cheapest[column] < step)
                        (step, next) = (cheapest[column], column);
                }
                for (var column = 0; column <= columns; column++)
                {
                    if (visited[column])
                    {
                        rowPotential[rowOf[column]] += step;
                        columnPotential[column] -= step;
                    }
                    else
                        cheapest[column] = cheapest[column] == long.MaxValue ? long.MaxValue : cheapest[column] - step;
                }
                return next;
            }
        }
    }
}

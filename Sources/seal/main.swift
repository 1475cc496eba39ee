print("seal")
